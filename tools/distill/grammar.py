"""A small grammar of everyday phrases, each in English and in Chinese. Written for this project; MIT, like the rest of it."""

import random

# English singular, English plural, Chinese noun, Chinese measure word
PEOPLE = [
    ('man', 'men', '男人', '个'), ('woman', 'women', '女人', '个'), ('boy', 'boys', '男孩', '个'), ('girl', 'girls', '女孩', '个'),
    ('child', 'children', '孩子', '个'), ('person', 'people', '人', '个'), ('student', 'students', '学生', '名'), ('teacher', 'teachers', '老师', '名'),
    ('doctor', 'doctors', '医生', '名'), ('farmer', 'farmers', '农民', '位'), ('worker', 'workers', '工人', '名'), ('soldier', 'soldiers', '士兵', '名'),
    ('baby', 'babies', '婴儿', '个'), ('old man', 'old men', '老人', '位'), ('young woman', 'young women', '年轻女子', '名'), ('lady', 'ladies', '女士', '位'),
    ('singer', 'singers', '歌手', '名'), ('dancer', 'dancers', '舞者', '名'), ('chef', 'chefs', '厨师', '名'), ('driver', 'drivers', '司机', '名'),
    ('police officer', 'police officers', '警察', '名'), ('tourist', 'tourists', '游客', '名'), ('player', 'players', '球员', '名'), ('nurse', 'nurses', '护士', '名'),
    ('artist', 'artists', '艺术家', '位'), ('guy', 'guys', '小伙子', '个'), ('kid', 'kids', '小孩', '个'), ('engineer', 'engineers', '工程师', '名'),
    ('reporter', 'reporters', '记者', '名'), ('musician', 'musicians', '音乐家', '位'), ('customer', 'customers', '顾客', '位'), ('couple', 'couples', '夫妇', '对'),
]
ANIMALS = [
    ('dog', 'dogs', '狗', '只'), ('cat', 'cats', '猫', '只'), ('horse', 'horses', '马', '匹'), ('bird', 'birds', '鸟', '只'), ('cow', 'cows', '牛', '头'),
    ('monkey', 'monkeys', '猴子', '只'), ('elephant', 'elephants', '大象', '头'), ('rabbit', 'rabbits', '兔子', '只'), ('sheep', 'sheep', '羊', '只'),
    ('tiger', 'tigers', '老虎', '只'), ('panda', 'pandas', '熊猫', '只'), ('kitten', 'kittens', '小猫', '只'), ('puppy', 'puppies', '小狗', '只'),
    ('fish', 'fish', '鱼', '条'), ('duck', 'ducks', '鸭子', '只'), ('lion', 'lions', '狮子', '头'), ('pig', 'pigs', '猪', '头'), ('turtle', 'turtles', '乌龟', '只'),
    ('squirrel', 'squirrels', '松鼠', '只'), ('bear', 'bears', '熊', '头'), ('snake', 'snakes', '蛇', '条'), ('chicken', 'chickens', '鸡', '只'),
]
ADJECTIVES = [
    ('black', '黑色的'), ('white', '白色的'), ('brown', '棕色的'), ('small', '小'), ('big', '大'), ('large', '巨大的'), ('young', '年轻的'), ('tall', '高大的'),
    ('red', '红色的'), ('blue', '蓝色的'), ('old', '老'), ('happy', '快乐的'), ('tired', '疲惫的'), ('angry', '愤怒的'), ('little', '小小的'), ('yellow', '黄色的'),
    ('green', '绿色的'), ('wet', '湿漉漉的'), ('sad', '悲伤的'), ('beautiful', '美丽的'), ('quiet', '安静的'), ('famous', '著名的'), ('strong', '强壮的'),
]
CLOTHES = [
    ('a red shirt', '红色衬衫'), ('a blue dress', '蓝色连衣裙'), ('a hat', '帽子'), ('a black coat', '黑色外套'), ('sunglasses', '太阳镜'), ('a white jacket', '白色夹克'),
    ('a helmet', '头盔'), ('a uniform', '制服'), ('jeans', '牛仔裤'), ('a swimsuit', '泳衣'), ('a scarf', '围巾'), ('a green sweater', '绿色毛衣'), ('a suit', '西装'),
    ('a yellow raincoat', '黄色雨衣'), ('gloves', '手套'), ('a mask', '口罩'), ('glasses', '眼镜'), ('boots', '靴子'),
]
# English present participle, English third person, Chinese verb; objects: English, Chinese
TRANSITIVE = [
    ('playing', 'plays', '弹', [('the guitar', '吉他'), ('the piano', '钢琴')]), ('playing', 'plays', '吹', [('the flute', '长笛'), ('the trumpet', '小号'), ('the saxophone', '萨克斯')]),
    ('playing', 'plays', '拉', [('the violin', '小提琴'), ('the cello', '大提琴')]), ('playing', 'plays', '打', [('the drums', '鼓'), ('basketball', '篮球'), ('tennis', '网球'), ('golf', '高尔夫球'), ('baseball', '棒球'), ('volleyball', '排球'), ('cards', '牌'), ('video games', '电子游戏')]),
    ('playing', 'plays', '踢', [('football', '足球'), ('soccer', '足球')]), ('playing', 'plays', '下', [('chess', '国际象棋'), ('a board game', '棋')]), ('kicking', 'kicks', '踢', [('a ball', '球'), ('the door', '门'), ('a stone', '石头')]),
    ('eating', 'eats', '吃', [('an apple', '苹果'), ('a banana', '香蕉'), ('rice', '米饭'), ('noodles', '面条'), ('a sandwich', '三明治'), ('pizza', '披萨'), ('dinner', '晚饭'), ('breakfast', '早饭'), ('bread', '面包'), ('fruit', '水果'), ('fish', '鱼'), ('grass', '草')]),
    ('drinking', 'drinks', '喝', [('water', '水'), ('coffee', '咖啡'), ('tea', '茶'), ('milk', '牛奶'), ('beer', '啤酒'), ('juice', '果汁')]),
    ('cutting', 'cuts', '切', [('an onion', '洋葱'), ('a tomato', '西红柿'), ('vegetables', '蔬菜'), ('meat', '肉'), ('a potato', '土豆'), ('a cake', '蛋糕'), ('carrots', '胡萝卜'), ('garlic', '大蒜'), ('a cucumber', '黄瓜')]),
    ('slicing', 'slices', '切', [('bread', '面包'), ('a lemon', '柠檬'), ('an orange', '橙子'), ('a mushroom', '蘑菇'), ('tofu', '豆腐')]), ('peeling', 'peels', '削', [('a potato', '土豆'), ('an apple', '苹果'), ('shrimp', '虾')]),
    ('cooking', 'cooks', '煮', [('soup', '汤'), ('pasta', '意大利面'), ('eggs', '鸡蛋'), ('rice', '米饭'), ('meat', '肉'), ('a meal', '饭')]), ('frying', 'fries', '煎', [('an egg', '鸡蛋'), ('fish', '鱼'), ('a steak', '牛排')]),
    ('mixing', 'mixes', '搅拌', [('flour and water', '面粉和水'), ('ingredients', '食材'), ('vegetables', '蔬菜'), ('the eggs', '鸡蛋')]), ('pouring', 'pours', '倒', [('water', '水'), ('oil into a pan', '油到锅里'), ('milk', '牛奶'), ('wine', '葡萄酒')]), ('adding', 'adds', '加', [('salt', '盐'), ('sugar', '糖'), ('oil', '油'), ('spices', '香料')]),
    ('riding', 'rides', '骑', [('a horse', '马'), ('a bicycle', '自行车'), ('a motorcycle', '摩托车'), ('a bike', '自行车'), ('an elephant', '大象')]), ('driving', 'drives', '开', [('a car', '汽车'), ('a truck', '卡车'), ('a bus', '公共汽车'), ('a tractor', '拖拉机')]),
    ('reading', 'reads', '读', [('a book', '书'), ('a newspaper', '报纸'), ('a letter', '信'), ('a magazine', '杂志')]), ('writing', 'writes', '写', [('a letter', '信'), ('a book', '书'), ('code', '代码'), ('a poem', '诗'), ('a report', '报告')]),
    ('watching', 'watches', '看', [('television', '电视'), ('a movie', '电影'), ('a football match', '足球比赛'), ('the news', '新闻'), ('the sunset', '日落')]), ('listening to', 'listens to', '听', [('music', '音乐'), ('the radio', '广播'), ('a song', '歌'), ('a story', '故事')]),
    ('singing', 'sings', '唱', [('a song', '歌'), ('an opera', '歌剧')]), ('holding', 'holds', '拿着', [('a flower', '花'), ('an umbrella', '伞'), ('a camera', '相机'), ('a knife', '刀'), ('a gun', '枪'), ('a cup', '杯子'), ('a phone', '手机'), ('a sign', '牌子'), ('a balloon', '气球')]),
    ('carrying', 'carries', '背着', [('a bag', '包'), ('a child', '孩子'), ('a backpack', '背包'), ('wood', '木头')]), ('throwing', 'throws', '扔', [('a ball', '球'), ('a stone', '石头'), ('a frisbee', '飞盘'), ('a stick', '棍子')]),
    ('catching', 'catches', '抓', [('a ball', '球'), ('a fish', '鱼'), ('a mouse', '老鼠')]), ('chasing', 'chases', '追', [('a ball', '球'), ('a cat', '猫'), ('a thief', '小偷'), ('a rabbit', '兔子')]), ('painting', 'paints', '画', [('a picture', '画'), ('a house', '房子'), ('a portrait', '肖像')]),
    ('washing', 'washes', '洗', [('clothes', '衣服'), ('dishes', '碗'), ('a car', '汽车'), ('hands', '手'), ('hair', '头发')]), ('cleaning', 'cleans', '打扫', [('the room', '房间'), ('the kitchen', '厨房'), ('the street', '街道')]), ('opening', 'opens', '打开', [('a box', '盒子'), ('the door', '门'), ('a window', '窗户'), ('a bottle', '瓶子')]),
    ('closing', 'closes', '关上', [('the door', '门'), ('the window', '窗户')]), ('climbing', 'climbs', '爬', [('a mountain', '山'), ('a tree', '树'), ('a wall', '墙'), ('a rope', '绳子'), ('the stairs', '楼梯')]), ('jumping over', 'jumps over', '跳过', [('a fence', '栅栏'), ('a wall', '墙'), ('a puddle', '水坑')]),
    ('buying', 'buys', '买', [('a ticket', '票'), ('food', '食物'), ('a house', '房子'), ('clothes', '衣服'), ('flowers', '花')]), ('selling', 'sells', '卖', [('fruit', '水果'), ('a car', '汽车'), ('newspapers', '报纸'), ('vegetables', '蔬菜')]), ('building', 'builds', '建', [('a house', '房子'), ('a bridge', '桥'), ('a wall', '墙'), ('a sandcastle', '沙堡')]),
    ('repairing', 'repairs', '修', [('a bicycle', '自行车'), ('a roof', '屋顶'), ('a computer', '电脑'), ('an engine', '发动机')]), ('using', 'uses', '用', [('a computer', '电脑'), ('a phone', '手机'), ('a hammer', '锤子'), ('a sewing machine', '缝纫机')]), ('feeding', 'feeds', '喂', [('a baby', '婴儿'), ('the birds', '鸟'), ('a horse', '马'), ('the fish', '鱼')]),
    ('petting', 'pets', '抚摸', [('a dog', '狗'), ('a cat', '猫')]), ('taking', 'takes', '拍', [('a photo', '照片'), ('a picture', '照片'), ('a video', '视频')]), ('lifting', 'lifts', '举', [('weights', '杠铃'), ('a box', '箱子')]), ('pushing', 'pushes', '推', [('a cart', '车'), ('a stroller', '婴儿车'), ('the door', '门')]), ('planting', 'plants', '种', [('a tree', '树'), ('flowers', '花'), ('vegetables', '蔬菜')]),
    ('brushing', 'brushes', '刷', [('teeth', '牙')]), ('combing', 'combs', '梳', [('hair', '头发')]), ('hugging', 'hugs', '拥抱', [('a friend', '朋友'), ('a child', '孩子')]), ('kissing', 'kisses', '亲吻', [('a woman', '女人'), ('a baby', '婴儿')]), ('learning', 'learns', '学', [('Chinese', '中文'), ('English', '英语'), ('mathematics', '数学'), ('to swim', '游泳')]),
    ('shooting', 'shoots', '射击', [('a target', '靶子'), ('a gun', '枪')]), ('flying', 'flies', '放', [('a kite', '风筝')]), ('teaching', 'teaches', '教', [('a class', '课'), ('English', '英语')]), ('folding', 'folds', '折', [('paper', '纸'), ('clothes', '衣服')]), ('drawing', 'draws', '画', [('a cat', '猫'), ('a map', '地图')]),
]
INTRANSITIVE = [
    ('running', 'runs', '跑步'), ('walking', 'walks', '走路'), ('sleeping', 'sleeps', '睡觉'), ('dancing', 'dances', '跳舞'), ('swimming', 'swims', '游泳'), ('singing', 'sings', '唱歌'),
    ('sitting', 'sits', '坐着'), ('standing', 'stands', '站着'), ('lying down', 'lies down', '躺着'), ('jumping', 'jumps', '跳跃'), ('crying', 'cries', '哭'), ('laughing', 'laughs', '大笑'), ('smiling', 'smiles', '微笑'),
    ('talking', 'talks', '说话'), ('working', 'works', '工作'), ('resting', 'rests', '休息'), ('waiting', 'waits', '等待'), ('playing', 'plays', '玩耍'), ('eating', 'eats', '吃东西'), ('cooking', 'cooks', '做饭'),
    ('skating', 'skates', '滑冰'), ('skiing', 'skis', '滑雪'), ('surfing', 'surfs', '冲浪'), ('fighting', 'fights', '打架'), ('fishing', 'fishes', '钓鱼'), ('shopping', 'shops', '购物'), ('reading', 'reads', '看书'), ('shouting', 'shouts', '喊叫'),
    ('studying', 'studies', '学习'), ('praying', 'prays', '祈祷'), ('exercising', 'exercises', '锻炼'), ('crawling', 'crawls', '爬行'), ('falling', 'falls', '摔倒'), ('hiking', 'hikes', '徒步'), ('speaking', 'speaks', '讲话'), ('speaking on the phone', 'speaks on the phone', '打电话'),
]
ANIMAL_VERBS = [('running', 'runs', '奔跑'), ('sleeping', 'sleeps', '睡觉'), ('swimming', 'swims', '游泳'), ('eating', 'eats', '吃东西'), ('jumping', 'jumps', '跳'), ('playing', 'plays', '玩耍'), ('standing', 'stands', '站着'), ('lying', 'lies', '躺着'), ('drinking water', 'drinks water', '喝水'), ('walking', 'walks', '走'), ('barking', 'barks', '叫'), ('sitting', 'sits', '坐着'), ('playing with a ball', 'plays with a ball', '玩球'), ('licking a bottle', 'licks a bottle', '舔瓶子'), ('looking at the camera', 'looks at the camera', '看着镜头'), ('chasing a bird', 'chases a bird', '追鸟'), ('eating grass', 'eats grass', '吃草')]
PLACES = [
    ('in the park', '在公园里'), ('on the beach', '在海滩上'), ('in the street', '在街上'), ('in the kitchen', '在厨房里'), ('on the grass', '在草地上'), ('in the water', '在水里'), ('in the snow', '在雪地里'), ('at home', '在家里'),
    ('on stage', '在舞台上'), ('in a field', '在田野里'), ('near the river', '在河边'), ('in the forest', '在森林里'), ('at school', '在学校'), ('in the office', '在办公室'), ('in a restaurant', '在餐馆'), ('on a bench', '在长椅上'), ('on a sofa', '在沙发上'), ('on the bed', '在床上'), ('at the table', '在桌子旁'),
    ('in front of a building', '在一栋楼前'), ('on a mountain', '在山上'), ('at the airport', '在机场'), ('on the road', '在路上'), ('in the garden', '在花园里'), ('in the pool', '在泳池里'), ('at the market', '在市场'), ('on the roof', '在屋顶上'), ('in the library', '在图书馆'), ('on a train', '在火车上'), ('in the hospital', '在医院'), ('outside', '在外面'), ('under a tree', '在树下'), ('by the lake', '在湖边'), ('in the rain', '在雨中'), ('in the classroom', '在教室里'), ('on the sidewalk', '在人行道上'),
]
NUMBERS = [('two', '两'), ('three', '三'), ('four', '四'), ('some', '几'), ('several', '几'), ('five', '五'), ('many', '许多')]
COUNTRIES = [
    ('China', '中国'), ('the United States', '美国'), ('Russia', '俄罗斯'), ('Japan', '日本'), ('India', '印度'), ('France', '法国'), ('Germany', '德国'), ('Britain', '英国'), ('Iran', '伊朗'), ('Syria', '叙利亚'), ('Egypt', '埃及'), ('Israel', '以色列'), ('Pakistan', '巴基斯坦'), ('South Korea', '韩国'), ('North Korea', '朝鲜'), ('Australia', '澳大利亚'), ('Canada', '加拿大'), ('Brazil', '巴西'), ('Mexico', '墨西哥'), ('Italy', '意大利'), ('Spain', '西班牙'), ('Turkey', '土耳其'), ('Ukraine', '乌克兰'), ('Iraq', '伊拉克'), ('Afghanistan', '阿富汗'), ('Greece', '希腊'), ('South Africa', '南非'), ('Nigeria', '尼日利亚'), ('Thailand', '泰国'), ('Vietnam', '越南'), ('Lebanon', '黎巴嫩'), ('Yemen', '也门'), ('Indonesia', '印度尼西亚'), ('the Philippines', '菲律宾'),
]
NEWS = [
    ('{c} president visits {d}', '{c}总统访问{d}'), ('{c} and {d} sign a trade agreement', '{c}与{d}签署贸易协定'), ('{n} people killed in {c} bus accident', '{c}公交车事故造成{n}人死亡'), ('{n} killed in bomb attack in {c}', '{c}炸弹袭击造成{n}人死亡'), ('Earthquake hits {c}', '{c}发生地震'), ('Floods in {c} kill {n}', '{c}洪灾造成{n}人死亡'), ('{c} court sentences {n} to prison', '{c}法院判处{n}人监禁'),
    ('{c} economy grows by {n} percent', '{c}经济增长百分之{n}'), ('{c} stocks fall', '{c}股市下跌'), ('{c} stocks rise after election', '{c}股市在选举后上涨'), ('Police arrest {n} suspects in {c}', '{c}警方逮捕{n}名嫌疑人'), ('{c} rejects talks with {d}', '{c}拒绝与{d}会谈'), ('{c} calls for talks with {d}', '{c}呼吁与{d}对话'), ('{c} wins gold medal', '{c}赢得金牌'), ('{c} beats {d} in the final', '{c}在决赛中击败{d}'), ('Plane crashes in {c}, {n} dead', '飞机在{c}坠毁，{n}人死亡'),
    ('{c} tests a new missile', '{c}试射新导弹'), ('Protesters clash with police in {c}', '抗议者在{c}与警方发生冲突'), ('{c} prime minister resigns', '{c}总理辞职'), ('{c} holds elections', '{c}举行选举'), ('Fire in {c} factory kills {n}', '{c}工厂火灾造成{n}人死亡'), ('{c} foreign minister meets {d} counterpart', '{c}外长会见{d}外长'), ('{c} withdraws troops from {d}', '{c}从{d}撤军'), ('{c} imposes sanctions on {d}', '{c}对{d}实施制裁'), ('{c} launches a satellite', '{c}发射卫星'),
    ('Oil prices rise as {c} cuts production', '{c}减产导致油价上涨'), ('{c} bank raises interest rates', '{c}银行上调利率'), ('{n} injured in {c} train crash', '{c}火车相撞造成{n}人受伤'), ('{c} denies attack on {d}', '{c}否认袭击{d}'), ('Company profits in {c} fell {n} percent in the first quarter', '{c}公司第一季度利润下降百分之{n}'), ('Shares of the {c} company rose {n} percent', '这家{c}公司的股票上涨了百分之{n}'), ('{c} reports {n} new cases of the virus', '{c}报告{n}例新增病例'), ('{c} opens new museum', '{c}新博物馆开放'), ('{c} film wins award', '{c}电影获奖'),
]
ADVICE = [
    ('How can I {v}?', '我怎样才能{w}？'), ('What is the best way to {v}?', '{w}的最好方法是什么？'), ('You should {v}.', '你应该{w}。'), ('I do not want to {v}.', '我不想{w}。'), ('Is it a good idea to {v}?', '{w}是个好主意吗？'), ('I would like to {v} this year.', '今年我想{w}。'), ('It is not necessary to {v}.', '没有必要{w}。'), ('They decided to {v}.', '他们决定{w}。'), ('Why do people {v}?', '人们为什么要{w}？'), ('She wants to {v} tomorrow.', '她想明天{w}。'), ('We plan to {v} next week.', '我们打算下周{w}。'), ('Do not {v}.', '不要{w}。'), ('He helped me {v}.', '他帮我{w}。'), ('I forgot to {v} yesterday.', '我昨天忘了{w}。'),
]
DEEDS = [
    ('learn a new language', '学一门新语言'), ('lose weight', '减肥'), ('save money', '省钱'), ('buy a house', '买房子'), ('change my password', '修改密码'), ('cook fish', '做鱼'), ('find a job', '找工作'), ('travel abroad', '出国旅行'), ('write a novel', '写小说'), ('start a company', '创业'), ('see a doctor', '看医生'), ('stop smoking', '戒烟'), ('fix the computer', '修电脑'), ('install the software', '安装软件'), ('borrow a book', '借书'), ('pay the bill', '付账'), ('open an account', '开账户'), ('cancel the order', '取消订单'), ('return the product', '退货'), ('book a hotel', '订酒店'), ('watch science fiction films', '看科幻电影'), ('invest in stocks', '投资股票'), ('grow tomatoes', '种西红柿'), ('train a dog', '训练狗'), ('paint the wall', '刷墙'), ('drink coffee at night', '晚上喝咖啡'), ('clean the carpet', '清洗地毯'), ('study physics', '学习物理'), ('take the exam', '参加考试'), ('move to a new city', '搬到新城市'), ('drive at night', '夜间开车'), ('apply for a visa', '申请签证'), ('play the guitar', '弹吉他'), ('remove a stain', '去除污渍'), ('call the police', '报警'), ('bake bread', '烤面包'), ('sell the car', '卖掉汽车'), ('go to bed early', '早睡'), ('repay the loan', '还贷款'), ('use a credit card', '用信用卡'), ('read the news', '看新闻'), ('wear a mask', '戴口罩'), ('take a taxi', '打车'), ('cut my hair', '剪头发'), ('keep a diary', '写日记'), ('visit my parents', '看望父母'), ('plan a wedding', '筹备婚礼'), ('protect the environment', '保护环境'), ('recommend a good book', '推荐一本好书'), ('listen to music', '听音乐'), ('choose a camera', '选相机'),
]


# English with article, Chinese noun, measure word
THINGS = [
    ('car', '汽车', '辆'), ('bus', '公共汽车', '辆'), ('train', '火车', '列'), ('plane', '飞机', '架'), ('boat', '船', '条'), ('bicycle', '自行车', '辆'), ('motorcycle', '摩托车', '辆'), ('truck', '卡车', '辆'), ('table', '桌子', '张'), ('chair', '椅子', '把'), ('bed', '床', '张'), ('sofa', '沙发', '张'),
    ('lamp', '灯', '盏'), ('window', '窗户', '扇'), ('door', '门', '扇'), ('house', '房子', '栋'), ('building', '大楼', '栋'), ('bridge', '桥', '座'), ('church', '教堂', '座'), ('tower', '塔', '座'), ('tree', '树', '棵'), ('flower', '花', '朵'), ('fence', '栅栏', '道'), ('bench', '长椅', '张'), ('box', '盒子', '个'), ('bag', '包', '个'),
    ('cup', '杯子', '个'), ('bottle', '瓶子', '个'), ('plate', '盘子', '个'), ('bowl', '碗', '个'), ('cake', '蛋糕', '个'), ('apple', '苹果', '个'), ('book', '书', '本'), ('computer', '电脑', '台'), ('phone', '手机', '部'), ('television', '电视', '台'), ('clock', '钟', '个'), ('mirror', '镜子', '面'), ('picture', '画', '幅'), ('umbrella', '伞', '把'),
    ('desk', '书桌', '张'), ('stove', '炉子', '个'), ('refrigerator', '冰箱', '台'), ('bathtub', '浴缸', '个'), ('toilet', '马桶', '个'), ('guitar', '吉他', '把'), ('piano', '钢琴', '架'), ('camera', '相机', '台'), ('helicopter', '直升机', '架'), ('tractor', '拖拉机', '辆'), ('wall', '墙', '堵'), ('river', '河', '条'), ('mountain', '山', '座'), ('statue', '雕像', '座'), ('fountain', '喷泉', '座'), ('sign', '牌子', '块'), ('basket', '篮子', '个'), ('vase', '花瓶', '个'), ('pan', '平底锅', '口'), ('knife', '刀', '把'),
]
LOOKS = [('red', '红色的'), ('blue', '蓝色的'), ('green', '绿色的'), ('yellow', '黄色的'), ('black', '黑色的'), ('white', '白色的'), ('grey', '灰色的'), ('wooden', '木制的'), ('old', '旧的'), ('new', '新的'), ('broken', '破损的'), ('empty', '空的'), ('big', '大的'), ('small', '小的'), ('large', '巨大的'), ('beautiful', '漂亮的'), ('expensive', '昂贵的'), ('cheap', '便宜的'), ('clean', '干净的'), ('dirty', '肮脏的')]
RELATIONS = [('on', '在{o}上'), ('under', '在{o}下面'), ('next to', '在{o}旁边'), ('in front of', '在{o}前面'), ('behind', '在{o}后面'), ('near', '在{o}附近'), ('inside', '在{o}里面'), ('with', '和{o}在一起')]
EVENTS = [('parked', '停着'), ('moving', '移动着'), ('burning', '燃烧着'), ('standing', '立着'), ('lying', '躺着'), ('for sale', '出售中'), ('missing', '不见了'), ('damaged', '损坏了')]


def still(chance: random.Random) -> tuple[str, str]:
    """A thing, what it looks like, and where it is."""
    (name, noun, measure), (other, second, _) = chance.sample(THINGS, 2)
    look, colour = chance.choice(LOOKS) if chance.random() < 0.6 else ('', '')
    english, chinese = article(f'{look} {name}'.strip()), f'一{measure}{colour}{noun}'
    kind = chance.random()
    if kind < 0.25:
        mood, state = chance.choice(LOOKS)
        return f'The {name} is {mood}.', f'这{measure}{noun}是{state}。'
    if kind < 0.4:
        event, state = chance.choice(EVENTS)
        return f'{english} is {event}.'.capitalize(), f'{chinese}{state}。'
    relation, where = chance.choice(RELATIONS)
    animal = chance.random() < 0.35
    if animal:
        name, _, noun, measure = chance.choice(ANIMALS)
        english, chinese = article(f'{look} {name}'.strip()), f'一{measure}{colour}{noun}'
    target = where.format(o=second)
    if chance.random() < 0.5:
        return f'There is {english} {relation} the {other}.', f'{target}有{chinese}。' if relation != 'with' else f'有{chinese}{target}。'
    return f'{english} {relation} {article(other)}.'.capitalize(), f'{chinese}{target}。'


def article(noun: str) -> str:
    return ('an ' if noun[0] in 'aeiou' else 'a ') + noun


def scene(chance: random.Random) -> tuple[str, str]:
    human = chance.random() < 0.72
    singular, plural, noun, measure = chance.choice(PEOPLE if human else ANIMALS)
    adjective, colour = chance.choice(ADJECTIVES) if chance.random() < 0.35 else ('', '')
    many = chance.random() < 0.25 and singular != 'couple'
    if many:
        number, count = chance.choice(NUMBERS)
        who = f'{number} {adjective} {plural}'.replace('  ', ' ')
        subject = f'{count}{"" if count == "许多" else measure}{colour}{noun}'
    else:
        definite = chance.random() < 0.25
        core = f'{adjective} {singular}'.strip()
        who = f'the {core}' if definite else article(core)
        subject = f'{"这" if definite else "一"}{measure}{colour}{noun}'
    if human and chance.random() < 0.16:
        dress, clothes = chance.choice(CLOTHES)
        who, subject = f'{who} in {dress}' if chance.random() < 0.5 else f'{who} wearing {dress}', subject.replace(noun, f'穿着{clothes}的{noun}' if clothes not in ('太阳镜', '帽子', '眼镜', '头盔', '手套', '口罩', '围巾') else f'戴着{clothes}的{noun}')
    place, where = chance.choice(PLACES) if chance.random() < 0.45 else ('', '')
    if human and chance.random() < 0.62:
        doing, does, verb, objects = chance.choice(TRANSITIVE)
        thing, target = chance.choice(objects)
        doing, does, verb = f'{doing} {thing}', f'{does} {thing}', verb + target
    else:
        doing, does, verb = chance.choice(INTRANSITIVE if human else ANIMAL_VERBS)
    negative = chance.random() < 0.05
    be = 'are' if many else 'is'
    if negative:
        english, chinese = f'{who} {be} not {doing} {place}', f'{subject}没有{where}{verb}'
    elif not many and chance.random() < 0.15:
        english, chinese = f'{who} {does} {place}', f'{subject}{where}{verb}'
    elif chance.random() < 0.1:
        english, chinese = f'{who} {doing} {place}', f'{subject}{where}{verb}'
    else:
        english, chinese = f'{who} {be} {doing} {place}', f'{subject}{"正" if where else "正在"}{where}{verb}'
    return english.strip().capitalize() + '.', chinese + '。'


def news(chance: random.Random) -> tuple[str, str]:
    english, chinese = chance.choice(NEWS)
    (c, c_zh), (d, d_zh) = chance.sample(COUNTRIES, 2)
    n = chance.choice((2, 3, 5, 6, 7, 8, 10, 12, 14, 15, 20, 23, 30, 40, 50, 60, 100))
    headline = english.format(c=c.removeprefix('the '), d=d.removeprefix('the '), n=n)
    return headline[0].upper() + headline[1:], chinese.format(c=c_zh, d=d_zh, n=n)


def phrases(chance: random.Random, count: int, stills: float = 0.0):
    """`count` different phrases, English and Chinese; a share of `stills` are of things."""
    seen = set()
    while len(seen) < count:
        kind = chance.random()
        if chance.random() < stills:
            one = still(chance)
        elif kind < 0.72:
            one = scene(chance)
        elif kind < 0.95:
            one = news(chance)
        else:
            (frame, rahmen), (deed, tat) = chance.choice(ADVICE), chance.choice(DEEDS)
            one = frame.format(v=deed), rahmen.format(w=tat)
        if one not in seen:
            seen.add(one)
            yield one
