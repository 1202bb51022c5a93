#include "language/analyser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace aftercare::language {

using testing::HasSubstr;

// Loaded once per process; each TEST is its own process under ctest, so tables are long and few.
const Analyser& shipped_analyser() {
  static const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  return **analyser;
}

Analysis understand(const std::string& text, const Hints& hints = {}) {
  static Scratch scratch;
  return shipped_analyser().analyse(text, hints, scratch);
}

TEST(AnalyserTest, TellsLanguages) {
  const std::pair<std::string, Language> cases[] = {
      {"物流太慢了，还没到", Language::zh},
      {"iPhone 15 的屏幕碎了", Language::zh},
      {"發票抬頭開錯了", Language::zh},
      {"好", Language::zh},
      {"The parcel has not arrived and nobody answers", Language::en},
      {"great phone", Language::en},
      {"ok", Language::en},
      {"物流很慢 and the service was very bad", Language::mixed},
      {"Please help, 充电器坏了 and I want a refund", Language::mixed},
      {"Produto muito bom, chegou antes do prazo", Language::other},
      {"Recebi bem antes do prazo estipulado.", Language::other},
      {"ótimo", Language::other},
      {"Não recebi o produto e ninguém responde", Language::other},
      {"El producto no funciona y nadie contesta", Language::other},
      {"Je n'ai toujours pas reçu ma commande", Language::other},
      {"Die Lieferung ist nicht angekommen", Language::other},
      {"商品が届かないのですが、どうすればいいですか", Language::other},
      {"Товар не пришёл", Language::other},
      {"배송이 너무 늦어요", Language::other},
      {"", Language::none},
      {"!!! ??? ...", Language::none},
      {"12345 67", Language::none},
      {"😀😀👍", Language::none},
      {" \n\t\xEF\xBB\xBF", Language::none},
  };
  for (const auto& [text, language] : cases)
    EXPECT_EQ(to_name(understand(text).language), to_name(language)) << text;
  for (const std::string text : {"Produto péssimo, não recomendo", "Muito bom", ""}) {
    const auto found = understand(text, {.channel = "review"});
    EXPECT_EQ(found.sentiment, Sentiment::unscored) << text;
    EXPECT_EQ(found.sentiment_score, 0) << text;
    EXPECT_EQ(found.topic, "") << text;
  }
}

// What sentiment tools are known to get wrong: negated praise, contrast, double negation, English,
// empty text.
TEST(AnalyserTest, MoodWithNegationContrastAndTheRest) {
  constexpr auto good = Sentiment::positive, bad = Sentiment::negative, plain = Sentiment::neutral;
  const std::pair<std::string, Sentiment> cases[] = {
      // Plain.
      {"质量很好，非常满意", good},
      {"太差了，后悔购买", bad},
      {"已收到", plain},
      {"The quality is excellent", good},
      {"Terrible quality, waste of money", bad},
      {"I ordered it on Monday", plain},
      // Negation, double negation, and words that only look like one.
      {"不好看", bad},
      {"不是很好用", bad},
      {"并不觉得划算", bad},
      {"没有想象中那么好", bad},
      {"一点也不舒服", bad},
      {"从来没有这么失望过", bad},
      {"不错", good},
      {"没有问题，一切正常", good},
      {"没有任何破损", good},
      {"一点都不贵", good},
      {"不得不说真的很好", good},
      {"不是不好，是非常好", good},
      {"好不了，还是老样子", bad},
      {"好像明天到", plain},
      {"not good at all", bad},
      {"I don't like this phone", bad},
      {"it never works properly, hardly useful", bad},
      {"not bad, I like it", good},
      {"no problem, works great", good},
      // Contrast: what comes last weighs more.
      {"东西很好，但是物流太慢，客服也很差", bad},
      {"物流有点慢，但是质量非常好，很满意", good},
      {"虽然有点贵，不过用起来很舒服", good},
      {"The screen is nice but the battery is terrible", bad},
      {"A bit expensive, however it works perfectly and I love it", good},
      // Expectation, condition, inability, sarcasm.
      {"以为很好用", bad},
      {"不能充电，也开不了机", bad},
      {"无法使用", bad},
      {"呵呵，这质量也是没谁了", bad},
      {"希望能好用", plain},
      // Signs.
      {"刚拿到👍👍", good},
      {"又坏 😡", bad},
      // Traditional and full width.
      {"品質非常好，很滿意", good},
      {"ＶＥＲＹ ＢＡＤ ｑｕａｌｉｔｙ", bad},
      {"服务很慢 very bad service", bad},
  };
  for (const auto& [text, sentiment] : cases) {
    const auto found = understand(text);
    EXPECT_EQ(to_name(found.sentiment), to_name(sentiment)) << text << " " << found.sentiment_score;
  }
  // Degree: more of it is further from the middle.
  EXPECT_GT(understand("非常好").sentiment_score, understand("还算好").sentiment_score);
  EXPECT_LT(understand("太慢了").sentiment_score, understand("有点慢").sentiment_score);
  EXPECT_GT(understand("very good").sentiment_score, understand("good").sentiment_score);
  // A question is no praise.
  EXPECT_LT(understand("质量很好吗？").sentiment_score, understand("质量很好").sentiment_score);
}

TEST(AnalyserTest, Topics) {
  const std::pair<std::string, std::string> cases[] = {
      {"用了两天就坏了，开不了机", "product_quality.defect"},
      {"收到的杯子碎了，包裹破损严重", "product_quality.damaged"},
      {"尺码偏小，穿不上", "product_quality.size_fit"},
      {"有色差，和图片颜色不一样", "product_quality.colour"},
      {"一股刺鼻的塑料味，异味太大", "product_quality.smell"},
      {"水果不新鲜，烂了一半", "product_quality.freshness"},
      {"手机很卡，反应慢", "product_quality.performance"},
      {"机器噪音大，还发烫", "product_quality.noise_heat"},
      {"充电时起火了", "product_quality.safety"},
      {"怀疑是假货，不是正品", "product_quality.counterfeit"},
      {"实物与描述不符，虚假宣传", "product_quality.not_as_described"},
      {"拍了三天还不发货", "logistics.not_shipped"},
      {"快递太慢，等了很久", "logistics.late"},
      {"快递到哪了？物流信息没有更新", "logistics.tracking"},
      {"显示已签收但是包裹丢了", "logistics.lost"},
      {"发错货了，型号不对", "logistics.wrong_item"},
      {"快递员不送货上门，扔在门口", "logistics.courier"},
      {"麻烦改一下收货地址，地址写错了", "logistics.address_change"},
      {"客服爱理不理，态度恶劣", "service.attitude"},
      {"打了十个电话没人接，消息也不回复", "service.no_reply"},
      {"一直踢皮球，问题没解决", "service.unsolved"},
      {"还在保修期内，返厂维修要多久", "service.warranty"},
      {"刚买就降价，能补差价吗", "price_promotion.price_drop"},
      {"优惠券用不了，满减没生效", "price_promotion.promotion"},
      {"退款还没到账", "refund_return.refund"},
      {"申请退货，运费谁出", "refund_return.return"},
      {"给我换一个新的，要换货", "refund_return.exchange"},
      {"帮我取消订单，不想要了", "refund_return.cancel"},
      {"请开增值税发票", "invoice.request"},
      {"發票抬頭開錯了", "invoice.problem"},
      {"验证码收不到，登录不上", "account.login"},
      {"被重复扣款了，扣了两次", "account.payment"},
      {"请问有货吗", "pre_sale.stock"},
      {"多少钱？能便宜点吗", "pre_sale.price_question"},
      {"建议增加一个收纳袋", "suggestion.product"},
      {"客服很耐心，服务态度很好", "praise.service"},
      {"It stopped working after a week", "product_quality.defect"},
      {"Where is my package? tracking shows nothing", "logistics.tracking"},
      {"My order has not arrived, it is delayed", "logistics.late"},
      {"I want my money back, please refund me", "refund_return.refund"},
      {"You sent me the wrong item", "logistics.wrong_item"},
      {"I forgot my password and cannot log in", "account.login"},
      {"Please send me the invoice", "invoice.request"},
      {"The agent was rude", "service.attitude"},
      {"battery 充不进电 please help", "product_quality.defect"},
      // Near misses.
      {"今天下午三点开会", ""},
      {"cart", ""},
      {"没坏，就是不喜欢", ""},
  };
  for (const auto& [text, topic] : cases) {
    const auto found = understand(text);
    EXPECT_EQ(found.topic, topic) << text << " " << found.topics;
    EXPECT_EQ(found.topic_group, topic.substr(0, topic.find('.'))) << text;
    EXPECT_TRUE(found.topics.starts_with(topic)) << text;
  }
  // A text of clear praise and nothing else praises the product.
  EXPECT_EQ(understand("太喜欢了，超级满意").topic, "praise.product");
  // A fault that is not there is no topic of faults.
  EXPECT_EQ(understand("没有异味，非常满意").topic, "praise.product");
  const auto several = understand("物流太慢了，等了很久，客服态度恶劣，没礼貌");
  EXPECT_THAT(several.topics, HasSubstr("logistics.late"));
  EXPECT_THAT(several.topics, HasSubstr("service.attitude"));
}

TEST(AnalyserTest, PartsAreNamedWhereTheyAreSpokenIllOf) {
  const std::pair<std::string, std::string> cases[] = {
      {"电池不耐用，一天要充三次", "battery"},
      {"屏幕很漂亮，可惜充电器坏了", "charger"},
      {"拉链拉不上", "zipper"},
      {"The zipper broke after one week", "zipper"},
      {"the screen is nice but the charger is broken", "charger"},
      {"物流很快", ""},
  };
  for (const auto& [text, component] : cases)
    EXPECT_EQ(understand(text).component, component) << text;
}

TEST(AnalyserTest, Kinds) {
  struct KindCase {
    std::string text;
    Hints hints;
    std::string kind;
  };
  const KindCase cases[] = {
      // The source's word is the last one.
      {"太差了，投诉", {.kind = "suggestion"}, "suggestion"},
      {"谢谢", {.channel = "complaint"}, "complaint"},
      // By rating, with a mood that agrees.
      {"质量太差", {.channel = "review", .rating = 1}, "complaint"},
      {"一般", {.channel = "review", .rating = 2}, "complaint"},
      {"非常满意，质量很好", {.channel = "review", .rating = 5}, "praise"},
      {"Produto ruim", {.channel = "review", .rating = 1}, "complaint"},
      {"Produto bom", {.channel = "review", .rating = 5}, "praise"},
      // By cues and mood.
      {"你们是骗子吗？再不退款我就去12315投诉", {.channel = "chat"}, "complaint"},
      {"垃圾产品，欺骗消费者", {.channel = "social"}, "complaint"},
      {"This is unacceptable, I will sue you", {.channel = "email"}, "complaint"},
      {"充电器起火了", {.channel = "chat"}, "complaint"},
      {"我的订单到哪了", {.channel = "chat"}, "after_sale"},
      {"退款进度怎么样了", {.channel = "chat"}, "after_sale"},
      {"Where is my order?", {.channel = "chat"}, "after_sale"},
      {"怎么申请换货", {.channel = "chat"}, "after_sale"},
      {"请问这款手机支持5G吗？", {.channel = "chat"}, "pre_sale"},
      {"还有货吗？多少钱", {.channel = "chat"}, "pre_sale"},
      {"想买一台，哪款好？", {.channel = "chat"}, "pre_sale"},
      {"Do you have this in stock?", {.channel = "chat"}, "pre_sale"},
      {"建议增加一个夜间模式，就更好了", {.channel = "email"}, "suggestion"},
      {"I suggest adding a dark mode", {.channel = "email"}, "suggestion"},
      {"客服小李很耐心，点赞，非常感谢", {.channel = "chat"}, "praise"},
      {"Excellent service, thank you so much!", {.channel = "email"}, "praise"},
      // Near misses.
      {"不建议购买，质量太差", {.channel = "review"}, "complaint"},
      {"包装完好，没有投诉的地方，很满意", {.channel = "review"}, "praise"},
  };
  for (const auto& [text, hints, kind] : cases)
    EXPECT_EQ(understand(text, hints).kind, kind) << text;
}

TEST(AnalyserTest, DemandsEmotionsMotives) {
  struct AppealCase {
    std::string text, demands, emotion, motive;
  };
  const AppealCase cases[] = {
      {"要求退款并赔偿我的损失", "refund|compensation", "*", "loss"},
      {"屏幕碎了，给我换一个新的", "replace", "*", "loss"},
      {"请尽快安排上门维修", "repair", "*", ""},
      {"客服骂人，必须公开道歉", "apology", "*", "disrespect"},
      {"再不处理就打12315举报你们", "escalate", "angry", "*"},
      {"请问什么时候发货", "information", "", "*"},
      {"拖了一个月还没处理，太慢了", "*", "*", "delay"},
      {"霸王条款，凭什么不公平对待老客户", "*", "angry", "unfairness"},
      {"太失望了，和想的完全不一样", "*", "disappointed", "*"},
      {"急死了，明天就要用，还没发货", "*", "anxious", "*"},
      {"投诉无门，没人管，无奈", "*", "helpless", "uncertainty"},
      {"非常感谢客服的帮助", "", "grateful", ""},
      {"非常满意，很喜欢", "", "satisfied", ""},
      {"I want a refund and an apology from your manager", "*", "*", "*"},
      {"I am so disappointed", "", "disappointed", "*"},
      {"Thank you so much, you are very kind", "", "grateful", ""},
      // Near misses.
      {"My parcel was held up for five whole days and no one at the depot told us anything", "",
       "*", "*"},
      {"不用退款，已经解决了", "", "*", ""},
      {"今天下午三点开会", "", "", ""},
      {"", "", "", ""},
  };
  for (const auto& [text, demands, emotion, motive] : cases) {
    const auto found = understand(text);
    EXPECT_TRUE(demands == "*" || found.demands == demands) << text << " " << found.demands;
    EXPECT_TRUE(emotion == "*" || found.emotion == emotion) << text << " " << found.emotion;
    EXPECT_TRUE(motive == "*" || found.motive == motive) << text << " " << found.motive;
  }
}

// What blames at length wants what its matter is about, in whatever language.
TEST(AnalyserTest, ComplaintsAtLengthDemandWithoutSayingSo) {
  for (const std::string text :
       {"上个月退回去的两件衣服，商家签收以后一直说在审核，到今天已经过了二十多天，钱还是没有到账，"
        "每次去问都让我再等等，处理得实在太差，让人非常失望",
        "I sent both jackets back at the beginning of last month, the shop signed for them the "
        "next "
        "day and has been saying that the refund is under review ever since; more than twenty days "
        "later my money has not arrived and each time I ask they make me wait, terrible"})
    EXPECT_THAT(understand(text).demands, HasSubstr("refund")) << text;
}

TEST(AnalyserTest, AspectsHaveTheMoodOfTheirClause) {
  const std::pair<std::string, std::string> cases[] = {
      {"屏幕很清晰，但是电池太差", "screen:positive|battery:negative"},
      {"the screen is nice but the battery is terrible", "screen:positive|battery:negative"},
      {"电池嘛，真的很失望", "battery:negative"},
      {"今天下午三点开会", ""},
  };
  for (const auto& [text, aspects] : cases) EXPECT_EQ(understand(text).aspects, aspects) << text;
  const auto both = understand("做工很好，物流太慢").aspects;
  EXPECT_THAT(both, HasSubstr("product_quality.workmanship:positive"));
  EXPECT_THAT(both, HasSubstr("logistics.late:negative"));
}

TEST(AnalyserTest, PartsSpokenIllOfAreTopicsOfTheirOwn) {
  const auto both = understand("拉链用了两天就坏了，太差了");
  EXPECT_EQ(both.topic, "product_quality.defect");
  EXPECT_THAT(both.topics, HasSubstr("product_quality.part.zipper"));
  EXPECT_EQ(both.topic_group, "product_quality");
  const auto alone = understand("表带太差劲了");
  EXPECT_EQ(alone.topic, "product_quality.part.strap");
  EXPECT_EQ(alone.topic_group, "product_quality");
  EXPECT_EQ(understand("表带很漂亮").topics.find("part.strap"), std::string::npos);
}

TEST(AnalyserTest, TopicsTellWhyTheyWereFound) {
  Scratch scratch;
  std::vector<TopicReason> reasons;
  Analysis found;
  shipped_analyser().analyse({}, "物流太慢了，客服爱理不理", {}, scratch, found);
  shipped_analyser().explain_topics(scratch, reasons);
  ASSERT_EQ(reasons.size(), 2U);
  const auto late = std::ranges::find(reasons, "logistics.late", &TopicReason::topic);
  ASSERT_NE(late, reasons.end());
  EXPECT_THAT(late->words, HasSubstr("物流太慢"));
  EXPECT_GT(late->score, 0.5);
  EXPECT_LT(late->score, 1);
  shipped_analyser().analyse({}, "今天下午三点开会", {}, scratch, found);
  shipped_analyser().explain_topics(scratch, reasons);
  EXPECT_TRUE(reasons.empty());
}

// In a transcript only the customer's lines speak for the customer; in talk politeness is no
// praise.
TEST(AnalyserTest, TranscriptsAreJudgedByTheCustomersLines) {
  const auto call = understand(
      "客服：您好，请问是要退款吗？非常感谢您的支持，祝您购物愉快\n客户：发票抬头开错了\n"
      "Agent: I am so happy to help, excellent!",
      {.channel = "phone"});
  EXPECT_EQ(call.topic, "invoice.problem");
  EXPECT_NE(call.sentiment, Sentiment::positive);
  EXPECT_EQ(understand("客服：很好，非常满意").sentiment, Sentiment::neutral);
  EXPECT_EQ(understand("客服很好，非常满意").sentiment, Sentiment::positive);
  EXPECT_EQ(understand("好的，谢谢", {.channel = "chat"}).sentiment, Sentiment::neutral);
  EXPECT_EQ(understand("客服太耐心了，非常满意，点赞", {.channel = "chat"}).sentiment,
            Sentiment::positive);
}

// What was learnt is asked of a call too, and also hears the customer alone.
TEST(AnalyserTest, OfATranscriptTheLearntHeadsHearTheCustomerAlone) {
  const std::string complaint = "毛衣过了一次水，缩成童装了";  // No rule knows it.
  const auto alone = understand(complaint);
  ASSERT_NE(alone.topic, "");
  ASSERT_EQ(alone.sentiment, Sentiment::negative);
  const auto call =
      understand("客服：您好，请问快递收到了吗，包装有没有破损？\n客户：" + complaint +
                 "\n客服：给您退款好吗，非常满意的话请打五分，祝您购物愉快");
  EXPECT_EQ(call.topic, alone.topic);
  EXPECT_EQ(call.sentiment, alone.sentiment);
  // Nothing is left where only the shop speaks.
  const auto shop_only = understand("客服：" + complaint + "\n客服：" + complaint);
  EXPECT_EQ(shop_only.topic, "");
  EXPECT_EQ(shop_only.sentiment, Sentiment::neutral);
}

TEST(AnalyserTest, SeverityAndUrgency) {
  struct GravityCase {
    std::string text;
    int severity;
    int urgency;
  };
  const GravityCase cases[] = {
      {"物流信息在哪里看", 0, 0},
      {"非常满意", 0, 0},
      {"东西坏了", 1, 0},
      {"虚假宣传，骗人的", 2, 0},
      {"垃圾，气死我了", 2, 0},
      {"充电器爆炸了，手受伤", 3, 2},
      {"孩子用了过敏，全身红肿", 3, 2},
      {"再不处理我就打12315，找律师起诉", 3, 1},
      {"已经联系媒体曝光", 3, 1},
      {"第三次联系了，坏了还是没解决", 2, 1},
      {"请马上处理", 0, 2},
      {"急用，麻烦尽快发货", 0, 1},
      {"The charger caught fire and burned my hand", 3, 2},
      {"I will contact my lawyer", 3, 1},
      {"please fix this asap", 0, 2},
      // The matter itself is grave, whatever words tell it.
      {"屏幕一块亮一块暗，按键按下去弹不回来", 1, 0},
      {"收到的手表膜都撕了，有别人的指纹", 2, 0},
      {"让你们经理给我打电话，这么过分的商家", 3, 0},
      // Near misses.
      {"没有起火，也没有漏电", 0, 0},
      {"不过敏，很温和", 0, 0},
      {"味道好到爆炸，太好吃了", 0, 0},
      {"不着急", 0, 0},
      {"空气炸烤箱多少钱", 0, 0},
      {"重启了好几次，心率跟医院的对不上", 0, 0},
      {"想申请退款，还没拆封", 0, 0},
  };
  for (const auto& [text, severity, urgency] : cases) {
    const auto found = understand(text);
    EXPECT_EQ(found.severity, severity) << text;
    EXPECT_EQ(found.urgency, urgency) << text;
  }
}

TEST(AnalyserTest, EntitiesInBytesOfTheTextsAsGiven) {
  const std::string title = "退款 ¥99";
  const std::string text =
      "\xEF\xBB\xBF我叫王小明，電話１３８００１３８０００，電池壞了，订单号TB20261101";
  Scratch scratch;
  Analysis found;
  shipped_analyser().analyse(title, text, {}, scratch, found);
  const auto spans_of = [](const std::string& whole, const std::vector<records::Span>& spans) {
    std::vector<std::string> named;
    for (const auto& span : spans)
      named.push_back(std::string(records::to_name(span.kind)) + ":" +
                      whole.substr(span.begin, span.end - span.begin));
    return named;
  };
  using Named = std::vector<std::string>;
  EXPECT_EQ(spans_of(title, found.title_spans), (Named{"amount:¥99"}));
  EXPECT_EQ(spans_of(text, found.text_spans),
            (Named{"person_name:王小明", "phone:１３８００１３８０００", "component:電池",
                   "order_number:TB20261101"}));
  // Nothing personal in what is stored in clear.
  EXPECT_EQ(found.entities,
            R"([{"kind":"amount","text":"¥99","start":3,"end":6,"score":0.95,"reason":"amount",)"
            R"("in":"title"},{"kind":"component","text":"电池","start":21,"end":23,"score":0.90,)"
            R"("reason":"parts"},{"kind":"order_number","text":"TB20261101","start":29,"end":39,)"
            R"("score":0.93,"reason":"order_number_told"}])");
  EXPECT_EQ(found.keywords.find("王小明"), std::string::npos);
  EXPECT_EQ(found.keywords.find("138"), std::string::npos);
  EXPECT_EQ(found.chars, 39U);

  std::vector<records::Span> spans;
  shipped_analyser().find_spans(text, scratch, spans);
  EXPECT_EQ(spans_of(text, spans), (Named{"person_name:王小明", "phone:１３８００１３８０００",
                                          "order_number:TB20261101"}));
}

TEST(AnalyserTest, KeywordsAreContentWords) {
  const auto found = understand("这个充电器真的充不进电，联系[姓名]客服，充电器退货");
  EXPECT_THAT(found.keywords, HasSubstr("充电器"));
  EXPECT_THAT(found.keywords, HasSubstr("退货"));
  EXPECT_EQ(found.keywords.find("真的"), std::string::npos);
  EXPECT_EQ(found.keywords.find("姓名"), std::string::npos);
  EXPECT_EQ(found.keywords.find("充电器"), 0U);  // It stands twice.
  EXPECT_THAT(understand("the charger is broken, the charger smells").keywords,
              HasSubstr("charger"));
}

TEST(AnalyserTest, WhatTheGoodsAreHeldAgainstIsNotWhatIsSpokenOf) {
  const std::pair<std::string_view, Sentiment> cases[] = {
      {"没有老款好用", Sentiment::negative},
      {"不如别家", Sentiment::negative},
      {"比不上上一代", Sentiment::negative},
      {"比老款好用", Sentiment::positive},
      {"和老款一样好用", Sentiment::positive},
      {"Not as good as the old model", Sentiment::negative},
      {"Works better than the old model", Sentiment::positive},
      {"As good as my previous model", Sentiment::positive},
      // The rival itself is praised.
      {"老款更好用", Sentiment::negative},
      {"别家的更便宜", Sentiment::negative},
      {"The old model was better", Sentiment::negative},
      {"The previous version was much quieter", Sentiment::negative},
  };
  Scratch scratch;
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(shipped_analyser().analyse(text, {}, scratch).sentiment, expected) << text;
}

TEST(AnalyserTest, AnyBytesEnd) {
  std::string noise;
  for (int i = 0; i < 300'000; ++i) noise.push_back(static_cast<char>(i * 131 + i / 7 + i / 1001));
  std::string emoji;
  for (int i = 0; i < 2'000; ++i) emoji += "👨‍👩‍👧‍👦🏽";
  const std::string texts[] = {noise,
                               emoji,
                               std::string(10 << 20, 'a'),
                               std::string(1 << 20, '\0'),
                               std::string(1 << 20, '\xE7'),
                               std::string(200'000, '1'),
                               std::string(200'000, '.'),
                               std::string(200'000, '\n')};
  for (const auto& text : texts) {
    const auto found = understand(text);
    EXPECT_GE(found.sentiment_score, -1);
    EXPECT_LE(found.sentiment_score, 1);
    for (const auto& span : found.text_spans) {
      EXPECT_LT(span.begin, span.end);
      EXPECT_LE(span.end, text.size());
    }
  }
  std::string han;
  for (int i = 0; i < 300'000; ++i) han += "电";
  EXPECT_EQ(understand(han).language, Language::zh);
}

TEST(AnalyserTest, ThreadsShareOne) {
  const std::string text = "第三次联系了，充电器坏了，客服态度恶劣，电话13800138000，马上退款";
  const auto alone = understand(text);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&text, &alone] {
      Scratch scratch;
      for (int i = 0; i < 200; ++i) {
        const auto found = shipped_analyser().analyse(text, {}, scratch);
        EXPECT_EQ(found.topics, alone.topics);
        EXPECT_EQ(found.sentiment_score, alone.sentiment_score);
        EXPECT_EQ(found.keywords, alone.keywords);
        EXPECT_EQ(found.text_spans.size(), alone.text_spans.size());
      }
    });
  for (auto& thread : threads) thread.join();
}

TEST(AnalyserTest, AWorkspaceHasItsOwnWordsTopicsAndProducts) {
  const auto workspace = std::filesystem::path(testing::TempDir()) / "own_catalog";
  std::filesystem::create_directories(workspace / "catalog" / "lexicons");
  const auto write = [&workspace](const std::string& name, const std::string& yaml) {
    std::ofstream(workspace / "catalog" / name) << yaml;
  };
  write("topics.yaml",
        "groups:\n- {code: rental, label: {zh: 租赁, en: Rental}}\n"
        "topics:\n- code: rental.deposit\n  label: {zh: 押金, en: Deposit}\n"
        "  any: [{weight: 5, phrases: [押金]}]\n");
  write("lexicons/own.yaml",
        "lexicon: sentiment\nlabel: {zh: 自有, en: Own}\n"
        "groups:\n- {weight: -2, words: [拉胯]}\n- {weight: 1.5, words: [慢]}\n");
  const auto analyser = Analyser::load(workspace, {{"飞鸟X3扫地机"}});
  ASSERT_TRUE(analyser.has_value()) << analyser.error().message;
  Scratch scratch;
  const auto found = (*analyser)->analyse("飞鸟X3扫地机太拉胯，押金不退", {}, scratch);
  EXPECT_EQ(found.topic, "rental.deposit");
  EXPECT_EQ(found.topic_group, "rental");
  EXPECT_EQ(found.sentiment, Sentiment::negative);
  EXPECT_THAT(found.entities,
              HasSubstr(R"({"kind":"product","text":"飞鸟X3扫地机","start":0,"end":7,)"));
  EXPECT_EQ((*analyser)->analyse("慢", {}, scratch).sentiment, Sentiment::positive);

  write("lexicons/own.yaml", "lexicon: moods\ngroups: []\n");
  const auto unknown = Analyser::load(workspace);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().message, HasSubstr("unknown lexicon 'moods'"));
  EXPECT_THAT(unknown.error().message, HasSubstr("own.yaml"));
  EXPECT_FALSE(unknown.error().message_zh.empty());
  std::filesystem::remove_all(workspace);
}

}  // namespace aftercare::language
