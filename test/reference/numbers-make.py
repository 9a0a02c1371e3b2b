"""Numbers that scikit-learn gives, for test/preprocess/numbers.

Run from the repository root: python test/reference/numbers-make.py
It writes test/reference/numbers-scikit-learn.json, with the versions that made it.
Options are in penchant's naming; NaN and infinities are written as {"number": "NaN"}.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20)
nan = float("nan")


def plain(value, digits=None):
    """A value as JSON can hold it; what comes out of scikit-learn needs no more than 11 digits."""
    if isinstance(value, np.ndarray):
        return [plain(one, digits) for one in value]
    if isinstance(value, (list, tuple)):
        return [plain(one, digits) for one in value]
    if isinstance(value, dict):
        exact = {"data", "datasets", "unseen", "rows", "categoryTables", "laterTables", "targets", "imputerTables", "points", "chances", "options"}
        return {name: plain(one, None if name in exact else digits) for name, one in value.items()}
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value) if digits is None else float(f"{value:.{digits}g}")
        if math.isfinite(value):
            return int(value) if value == int(value) and abs(value) < 2**53 and str(value) != "-0.0" else value
        return {"number": {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]}
    return value


# ------------------------------------------------------------------------------------------------ tables of numbers
def with_gaps(column, share):
    column = column.copy()
    column[rng.random(column.size) < share] = nan
    return column


n = 27
normal = rng.normal(3, 2, n)
datasets = {
    # random, skewed, tied, constant, huge, tiny, zero
    "mixed": np.column_stack(
        [
            normal,
            rng.lognormal(1, 1.2, n),
            rng.integers(0, 4, n).astype(float),
            np.full(n, 0.1),
            rng.normal(0, 1, n) * 1e12 + 5e12,
            rng.normal(0, 1, n) * 1e-9,
            np.zeros(n),
            -rng.exponential(3, n),
        ]
    ),
    "gaps": np.column_stack(
        [
            with_gaps(normal, 0.3),
            with_gaps(rng.lognormal(0, 2, n), 0.6),
            with_gaps(rng.integers(-2, 3, n).astype(float), 0.2),
            np.where(np.arange(n) == 7, 2.5, nan),
            with_gaps(np.full(n, 12.5), 0.5),
        ]
    ),
    # beyond where squares overflow, below where they vanish, constant but for rounding, one value far out
    "extreme": np.column_stack(
        [
            rng.uniform(-1, 1, n) * 1e300,
            rng.uniform(-1, 1, n) * 1e-300,
            1e8 + rng.uniform(-1, 1, n) * 1e-8,
            np.append(rng.normal(0, 1, n - 1), 1e9),
            np.linspace(-1, 1, n) ** 3 * 1e-14,
        ]
    ),
    "single": np.array([[1.5, -2.0, 0.0, 1e10, 1e-10]]),
    "positive": np.column_stack(
        [
            rng.lognormal(2, 0.7, n),
            rng.uniform(0.5, 80, n),
            rng.integers(1, 9, n).astype(float),
            rng.lognormal(0, 1, n) * 1e-8,
            rng.lognormal(0, 1, n) * 1e8,
            with_gaps(rng.gamma(2, 2, n), 0.3),
        ]
    ),
    # the best power of years overflows: scipy draws it back
    "years": np.array([[2003.0], [1950], [1997], [2000], [2009], [2009], [1980], [1999], [2007], [1991]]),
    "shares": rng.uniform(0, 1, (12, 8)),
    "wide": rng.normal(0, 1, (70, 2)).round(2),
}
unseen = {
    "mixed": np.vstack([datasets["mixed"].max(0) * 1.5 + 1, datasets["mixed"].min(0) * 1.5 - 1, np.zeros(8)]),
    "gaps": np.array([[nan, 1, 1, 1, 1], [5, nan, nan, nan, nan], [-3, 9, 2.5, 0, 12.5]]),
    "extreme": np.array([[2e300, 1e-299, 1e8, 3, 0.0], [0, 0, 1e8 + 5, 2e9, 1.0]]),
    "single": np.array([[0.0, 0, 0, 0, 0], [1.5, -2.0, 1.0, 1, 1]]),
    "positive": np.array([[0.1, 500, 20, 1e-3, 1, nan], [3.5, 3, 3, 3e-8, 3e8, 3.0]]),
    "years": np.array([[1900.0], [2001]]),
    "shares": np.zeros((1, 8)),
    "wide": np.array([[0.0, 9], [-9, 0.01]]),
}

cases = []


def case(kind, options, model, data, attributes=(), fit_options=None, inverse=True):
    """One class, one set of options, one table: what comes out, of the table itself and of rows not seen before."""
    fit_options = fit_options or {}
    x, later = datasets[data], unseen[data]
    keywords = {"sample_weight": np.array(fit_options["sampleWeight"])} if fit_options else {}
    model.fit(x, **keywords)
    dense = lambda out: out.toarray() if hasattr(out, "toarray") else out
    output = dense(model.transform(x))
    entry = {"kind": kind, "options": options, "data": data, "output": output}
    try:
        entry["outputUnseen"] = dense(model.transform(later))
    except ValueError:  # a power of a value far outside overflows, which the standardisation then refuses
        pass
    if fit_options:
        entry["fitOptions"] = fit_options
    if inverse and hasattr(model, "inverse_transform"):
        entry["inverse"] = model.inverse_transform(output.copy())
    entry["attributes"] = {ours: getattr(model, theirs) for ours, theirs in attributes}
    cases.append(entry)


numeric = ["mixed", "gaps", "extreme", "single"]
weights = {"sampleWeight": [float(i % 4) for i in range(n)]}

for data in numeric:
    for with_mean in (True, False):
        for with_std in (True, False):
            known = [("mean", "mean_"), ("variance", "var_"), ("scale", "scale_")] if with_std and with_mean else []
            case("StandardScaler", {"withMean": with_mean, "withStd": with_std}, StandardScaler(with_mean=with_mean, with_std=with_std), data, known)
    known = [("dataMin", "data_min_"), ("dataMax", "data_max_"), ("dataRange", "data_range_"), ("scale", "scale_"), ("offset", "min_")]
    for feature_range in ((0, 1), (-1, 1), (2, 10.5)):
        for clip in (False, True):
            case("MinMaxScaler", {"featureRange": feature_range, "clip": clip}, MinMaxScaler(feature_range=feature_range, clip=clip), data, known)
    for clip in (False, True):
        case("MaxAbsScaler", {"clip": clip}, MaxAbsScaler(clip=clip), data, [("maxAbs", "max_abs_"), ("scale", "scale_")])
    for options in (
        {},
        {"withCentering": False},
        {"withScaling": False},
        {"quantileRange": (10, 90)},
        {"quantileRange": (0, 100)},
        {"quantileRange": (5, 60), "unitVariance": True},
        {"unitVariance": True},
    ):
        names = {"withCentering": "with_centering", "withScaling": "with_scaling", "quantileRange": "quantile_range", "unitVariance": "unit_variance"}
        known = [("center", "center_"), ("scale", "scale_")] if options == {} else []
        case("RobustScaler", options, RobustScaler(**{names[k]: v for k, v in options.items()}), data, known)

case("StandardScaler", {}, StandardScaler(), "mixed", [("mean", "mean_"), ("variance", "var_")], weights)
case("StandardScaler", {}, StandardScaler(), "gaps", [("mean", "mean_"), ("variance", "var_"), ("samplesSeen", "n_samples_seen_")], weights)

for data in ("mixed", "extreme", "single", "shares"):
    for norm in ("l1", "l2", "max"):
        case("Normalizer", {"norm": norm}, Normalizer(norm=norm), data)

# Left out, since there scikit-learn's outcome is what rounding or a search without a minimum makes of it: constant columns with gaps (their power goes
# to the end of the search), huge constants (x^1 by way of logarithms is not quite x).
datasets["gaps-varied"], unseen["gaps-varied"] = datasets["gaps"][:, :3], unseen["gaps"][:, :3]
datasets["single-small"], unseen["single-small"] = datasets["single"][:, :3], unseen["single"][:, :3]
for standardize in (True, False):
    for data in ("mixed", "single-small", "positive", "wide", "gaps-varied"):
        options = {"method": "yeo-johnson", "standardize": standardize}
        case("PowerTransformer", options, PowerTransformer(standardize=standardize), data, [("lambdas", "lambdas_")])
    for data in ("positive", "years"):
        options = {"method": "box-cox", "standardize": standardize}
        case("PowerTransformer", options, PowerTransformer("box-cox", standardize=standardize), data, [("lambdas", "lambdas_")])

for data in numeric + ["wide"]:
    for distribution in ("uniform", "normal"):
        for quantiles in (1, 2, 5, 20, 1000):
            options = {"quantiles": quantiles, "outputDistribution": distribution}
            model = QuantileTransformer(n_quantiles=quantiles, output_distribution=distribution)
            case("QuantileTransformer", options, model, data, [("references", "references_")])

methods = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased", "normal_unbiased"]
bins_known = [("binEdges", "bin_edges_"), ("binCounts", "n_bins_")]
for data in ("mixed", "positive", "wide", "shares"):
    if data == "positive":
        datasets[data + "-full"] = datasets[data][:, :5]
        unseen[data + "-full"] = unseen[data][:, :5]
        data += "-full"
    for strategy in ("uniform", "quantile", "kmeans"):
        for bins in (2, 3, 5, 8):
            for encode in ("ordinal", "onehot-dense", "onehot"):
                if encode != "ordinal" and bins != 3 or data == "mixed" and encode != "ordinal":
                    continue  # mixed: a column without bins cannot be encoded there
                options = {"bins": bins, "encode": encode, "strategy": strategy}
                model = KBinsDiscretizer(bins, encode=encode, strategy=strategy, subsample=None)
                case("KBinsDiscretizer", options, model, data, [] if data == "mixed" else bins_known, inverse=data != "mixed")
    for method in methods:
        options = {"bins": 4, "encode": "ordinal", "quantileMethod": method.replace("_", "-")}
        model = KBinsDiscretizer(4, encode="ordinal", quantile_method=method, subsample=None)
        case("KBinsDiscretizer", options, model, data, [] if data == "mixed" else bins_known, inverse=data != "mixed")
per_column = [2, 3, 4, 5, 6]
case("KBinsDiscretizer", {"bins": per_column, "encode": "ordinal"}, KBinsDiscretizer(per_column, encode="ordinal", subsample=None), "positive-full", bins_known)
for strategy, method in (("uniform", "linear"), ("kmeans", "linear"), ("quantile", "inverted_cdf"), ("quantile", "averaged_inverted_cdf")):
    options = {"bins": 4, "encode": "ordinal", "strategy": strategy, "quantileMethod": method.replace("_", "-")}
    model = KBinsDiscretizer(4, encode="ordinal", strategy=strategy, quantile_method=method, subsample=None)
    case("KBinsDiscretizer", options, model, "positive-full", bins_known, weights)
case("KBinsDiscretizer", {"encode": "ordinal", "strategy": "uniform"}, KBinsDiscretizer(encode="ordinal", strategy="uniform"), "single", inverse=False)

# ------------------------------------------------------------------------------------------------ batches
streams = []
for kind, make in (("StandardScaler", StandardScaler), ("MinMaxScaler", MinMaxScaler), ("MaxAbsScaler", MaxAbsScaler)):
    for data in ("mixed", "gaps", "extreme"):
        # a batch without a value in some column makes scikit-learn's statistics NaN: cut where every column has one
        cuts = [0, 8, 15, n] if data != "gaps" else [0, 17, n]
        x = datasets[data] if data != "gaps" else datasets[data][:, [0, 1, 2, 4]]
        model = make()
        for start, end in zip(cuts, cuts[1:]):
            model.partial_fit(x[start:end])
        streams.append({"kind": kind, "rows": x, "cuts": cuts, "output": model.transform(x)})

# ------------------------------------------------------------------------------------------------ categories
colours = np.array([["red", "S"], ["blue", "M"], ["red", "L"], ["green", "M"], ["red", "M"], ["blue", "XL"], ["red", "S"], ["é", "M"], ["\U0001f600", "M"], ["\uffee", "S"]], dtype=object)
category_tables = {
    "colours": colours,
    "binary": np.array([["yes", "a"], ["no", "b"], ["yes", "c"], ["yes", "a"]], dtype=object),
    "numbers": np.array([[3.0, 10], [1, 20], [nan, 10], [3, 30], [2, 10], [3, nan], [1, 10]]),
    "missing": np.array([["a", None], ["b", "x"], [None, "y"], [nan, "x"], ["a", "x"], ["a", nan], ["c", "y"]], dtype=object),
    "one": np.array([["only", "one"]], dtype=object),
    "counted": np.array([[c] for c in "aaaaaabbbbcccddeefghi"], dtype=object),
    "counted-numbers": np.array([[float(v)] for v in [1] * 5 + [2] * 4 + [3] * 3 + [4] * 2 + [5, 6, 7]] + [[nan]] * 2),
}
later_tables = {
    "colours": np.array([["violet", "M"], ["red", "XXL"], ["blue", "S"]], dtype=object),
    "binary": np.array([["maybe", "a"], ["no", "z"]], dtype=object),
    "numbers": np.array([[99.0, 10], [nan, 5], [1, nan]]),
    "missing": np.array([["zzz", "x"], ["a", "q"], [nan, nan], [None, None]], dtype=object),
    "one": np.array([["only", "other"], ["new", "one"]], dtype=object),
    "counted": np.array([["a"], ["h"], ["zz"]], dtype=object),
    "counted-numbers": np.array([[1.0], [7], [55], [nan]]),
}
encoders = []


def encoder_case(kind, options, model, data, unknown):
    x, later = category_tables[data], later_tables[data]
    try:
        model.fit(x)
    except (ValueError, TypeError) as error:
        encoders.append({"kind": kind, "options": options, "data": data, "fails": str(error)[:80]})
        return
    dense = lambda out: out.toarray() if hasattr(out, "toarray") else out
    output = dense(model.transform(x))
    entry = {"kind": kind, "options": options, "data": data, "output": output, "categories": model.categories_}
    try:
        inverse = model.inverse_transform(output.copy())
        # Not where scikit-learn does not give back what went in: rare categories together with dropped or missing ones.
        if all(a is b or a == b or a != a and b != b or a in ("infrequent_sklearn", None) for a, b in zip(inverse.ravel(), x.ravel())):
            entry["inverse"] = inverse
    except (ValueError, TypeError, IndexError):
        pass
    if unknown:
        entry["outputUnseen"] = dense(model.transform(later))
    if kind == "OneHotEncoder":
        entry["names"] = [str(name) for name in model.get_feature_names_out()]
    entry["infrequent"] = [[] if one is None else one for one in getattr(model, "infrequent_categories_", [])] if getattr(model, "_infrequent_enabled", False) else None
    encoders.append(entry)


renamed = {"infrequent": "infrequent_if_exist", "if-binary": "if_binary", "use-encoded-value": "use_encoded_value"}
renamed_options = {
    "handleUnknown": "handle_unknown",
    "drop": "drop",
    "minFrequency": "min_frequency",
    "maxCategories": "max_categories",
    "unknownValue": "unknown_value",
    "encodedMissingValue": "encoded_missing_value",
    "categories": "categories",
}


def theirs(options):
    return {renamed_options[k]: renamed.get(v, v) if isinstance(v, str) else v for k, v in options.items()}


for data in category_tables:
    rarities = [{}, {"minFrequency": 2}, {"minFrequency": 0.2}, {"maxCategories": 1}, {"maxCategories": 2}, {"maxCategories": 3}, {"minFrequency": 3, "maxCategories": 4}]
    for rarity in rarities:
        for handle, drop in (("error", None), ("error", "first"), ("ignore", "if-binary"), ("infrequent", None), ("infrequent", "first")):
            options = {"handleUnknown": handle, **rarity, **({"drop": drop} if drop else {})}
            encoder_case("OneHotEncoder", options, OneHotEncoder(**theirs(options)), data, handle != "error")
        for extra in ({}, {"handleUnknown": "use-encoded-value", "unknownValue": -1}, {"handleUnknown": "use-encoded-value", "unknownValue": nan}, {"encodedMissingValue": -7}, {"encodedMissingValue": 1}):
            if rarity and extra.get("encodedMissingValue") == 1:
                continue  # scikit-learn lets this number clash with that of the rare categories; we refuse it
            options = {**rarity, **extra}
            encoder_case("OrdinalEncoder", options, OrdinalEncoder(**theirs(options)), data, "handleUnknown" in extra)
given = [["red", "violet", "blue", "green", "é", "\U0001f600", "\uffee"], ["S", "M", "L", "XL", "XXL"]]
encoder_case("OneHotEncoder", {"categories": given}, OneHotEncoder(categories=given), "colours", False)
encoder_case("OneHotEncoder", {"categories": given, "drop": ["blue", "L"], "handleUnknown": "ignore"}, OneHotEncoder(categories=given, drop=["blue", "L"], handle_unknown="ignore"), "colours", True)
encoder_case("OneHotEncoder", {"categories": [["red"], ["S"]]}, OneHotEncoder(categories=[["red"], ["S"]]), "colours", False)
encoder_case("OrdinalEncoder", {"categories": given}, OrdinalEncoder(categories=given), "colours", False)
encoder_case("OneHotEncoder", {"drop": [3, nan]}, OneHotEncoder(drop=[3, nan]), "numbers", False)

# ------------------------------------------------------------------------------------------------ targets
m = 60
towns = np.column_stack([rng.choice(list("abcdefg"), m, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.07, 0.03]), rng.choice(["x", "y", "z"], m)]).astype(object)
targets = {
    "continuous": rng.normal(10, 5, m),
    "constant": np.full(m, 2.5),
    "binary": rng.integers(0, 2, m),
    "words": rng.choice(["no", "yes"], m).astype(object),
    "multiclass": rng.integers(0, 3, m),
    "classes": rng.choice(["low", "mid", "top", "most"], m, p=[0.4, 0.3, 0.2, 0.1]).astype(object),
}
new_towns = np.array([["a", "x"], ["g", "new"], ["new", "z"]], dtype=object)
target_cases = []
for name, y in targets.items():
    stratified = name not in ("continuous", "constant")
    for smooth in ("auto", 0, 10.0):
        for folds in (2, 5):
            splitter = (StratifiedKFold if stratified else KFold)(folds)
            model = TargetEncoder(smooth=smooth, cv=splitter)
            entry = {"target": name, "options": {"smooth": smooth, "folds": folds, "shuffle": False}, "crossFitted": model.fit_transform(towns, y)}
            entry.update(outputUnseen=model.transform(new_towns), targetMean=np.atleast_1d(model.target_mean_), encodings=model.encodings_, type=model.target_type_)
            target_cases.append(entry)
        splitter = KFold(4, shuffle=True, random_state=3)
        parts = [test for _, test in splitter.split(towns)]
        model = TargetEncoder(smooth=smooth, cv=splitter)
        entry = {"target": name, "options": {"smooth": smooth, "folds": parts}, "crossFitted": model.fit_transform(towns, y)}
        entry.update(outputUnseen=model.transform(new_towns), targetMean=np.atleast_1d(model.target_mean_), encodings=model.encodings_, type=model.target_type_)
        target_cases.append(entry)

# ------------------------------------------------------------------------------------------------ missing values
tables = {
    "numbers": np.column_stack([datasets["gaps"][:, :3], np.full(n, nan), datasets["gaps"][:, 4]]),
    "whole": np.column_stack([datasets["mixed"][:, 0], datasets["mixed"][:, 4]]),
    "marked": np.where(np.isnan(datasets["gaps"][:, :3]), -1, np.abs(datasets["gaps"][:, :3]) + 1),
    "single": np.array([[1.5, nan, 3.0]]),
    "words": np.array([["a", nan], ["b", "x"], [nan, "y"], ["b", "x"], ["a", "y"], ["c", nan]], dtype=object),
}
imputer_cases = []
for name, x in tables.items():
    for strategy in ("mean", "median", "most-frequent", "constant"):
        if name == "words" and strategy in ("mean", "median"):
            continue
        for indicator in (False, True):
            for keep in (False, True):
                for fill in (None, 7.5 if name != "words" else "none"):
                    if fill is not None and strategy != "constant":
                        continue
                    options = {"strategy": strategy, "addIndicator": indicator, "keepEmptyFeatures": keep}
                    if fill is not None:
                        options["fillValue"] = fill
                    missing = -1 if name == "marked" else nan
                    if name == "marked":
                        options["missingValues"] = -1
                    model = SimpleImputer(missing_values=missing, strategy=strategy.replace("-", "_"), fill_value=fill, add_indicator=indicator, keep_empty_features=keep)
                    model.fit(x)
                    entry = {"table": name, "options": options, "output": model.transform(x.copy()), "statistics": model.statistics_}
                    if indicator and name != "words" and not keep:
                        entry["inverse"] = model.inverse_transform(model.transform(x.copy()))
                    imputer_cases.append(entry)

# ------------------------------------------------------------------------------------------------ the normal distribution
points = np.concatenate([np.linspace(-37, 9, 93), [0, 1e-20, -1e-9]])
chances = np.concatenate([10.0 ** np.linspace(-290, -1, 40), np.linspace(0.001, 0.999, 41), [1 - 1e-7, 1 - 1e-13]])

fixture = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    "datasets": datasets,
    "unseen": unseen,
    "cases": cases,
    "streams": streams,
    "categoryTables": category_tables,
    "laterTables": later_tables,
    "encoders": encoders,
    "towns": towns,
    "newTowns": new_towns,
    "targets": targets,
    "targetCases": target_cases,
    "imputerTables": tables,
    "imputerCases": imputer_cases,
    "normal": {"points": points, "cdf": stats.norm.cdf(points), "chances": chances, "quantiles": stats.norm.ppf(chances)},
}
path = Path(__file__).with_name("numbers-scikit-learn.json")
path.write_text(json.dumps(plain(fixture, 11), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n")
print(path.stat().st_size, "bytes;", len(cases), "cases of numbers,", len(encoders), "of encoders,", len(target_cases), "of targets,", len(imputer_cases), "of imputers")
