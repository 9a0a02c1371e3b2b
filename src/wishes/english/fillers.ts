/** English words that say nothing about what is wished for. */

/** In lower case. */
export const fillers: ReadonlySet<string> = new Set(
  `
    author's they're it's isn't we we've we're haven't hasn't didn't dont ive im gonna could've everyone someone
    nowadays days plenty tons bunch couple couldn't wouldn't shouldn't won't himself herself myself tell keeps kept
    my mate mates kids' old-fashioned proper anyone start end
    a an the some any please thanks thank you i me my mine we us our is are be was were been
    am to of for in on at by with that which who it its do does did can could would should
    will may might something anything stuff things thing one ones movie movies film films book books
    novel novels story stories title titles read watch see show list recommendations recommendation
    suggestions suggestion set about really very quite bit little kind sort type kinds sorts genre
    genres flick flicks pic pics items item content there here so too also then well ok okay hi
    hello hey just let lets let's got get getting gets having have has had id i'd i'm im i've
    ive you've you're maybe perhaps if as much many lot lots more made written directed starring
    era time times mood feel feeling think thinking pick picks choose only even still again up out
    down all every everything other others instead than seem seems being keep keeping now yes no
    not want wants from into author authors director good great nice ones' theme themes themed based
    related material ish else lately recently somewhat slightly anymore please featuring includes
    including include long page year years pls plz lol obviously ideally preferably honestly seriously
    literally totally tbh omg begging mind guys thx cheers author’s sth smth definitely kinda sorta
    such friend wife husband daughter son loves their his mum dad yeah yep hmm hm uh oh probably
    always usually often sometimes currently already part parts full whole they’re they it’s isn’t s
    b4 nah mix say said used rather last those these them
  `
    .trim()
    .split(/\s+/),
)
