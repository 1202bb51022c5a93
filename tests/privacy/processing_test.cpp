#include "privacy/processing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "fresh_folder.hpp"
#include "place/place.hpp"
#include "shop_dictionary.hpp"

namespace aftercare::privacy {
namespace {

std::filesystem::path shipped() {
  return place::root() / "catalog" / "processing.yaml";
}

const records::Dictionary& whole_dictionary() {
  static const auto dictionary =
      records::Dictionary::load_files({place::root() / "catalog" / "dictionary.yaml"});
  return *dictionary;
}

const FieldProcessing& of(const Processing& processing, std::string_view entity,
                          std::string_view field) {
  return *std::ranges::find_if(processing.fields(), [&](const FieldProcessing& one) {
    return one.entity->name == entity && one.field->name == field;
  });
}

TEST(Processing, SaysOfEveryFieldWhyAndOnWhatGround) {
  const auto processing = Processing::load_files({shipped()}, whole_dictionary());
  ASSERT_TRUE(processing) << processing.error().message;
  std::size_t fields = 0;
  for (const auto& entity : whole_dictionary().entities()) fields += entity.fields.size();
  EXPECT_EQ(processing->fields().size(), fields);
  for (const auto& one : processing->fields()) {
    EXPECT_NE(processing->purpose(one.purpose), nullptr) << one.field->name;
    EXPECT_FALSE(processing->basis(one.basis).zh.empty());
  }
  EXPECT_EQ(of(*processing, "customer", "phone").stored, "sealed");
  EXPECT_EQ(of(*processing, "case", "text").stored, "masked_text");
  EXPECT_EQ(of(*processing, "event", "event_kind").basis, "consent");
  EXPECT_EQ(of(*processing, "case", "text").retention,
            whole_dictionary().entity("case")->retention);
  EXPECT_EQ(processing->hold_of("order").years, 3);
  EXPECT_EQ(processing->hold_of("message").years, 0);
}

TEST(Processing, AWorkspaceSaysOtherwiseForOneFieldOnly) {
  const FreshFolder folder;
  const auto own = folder.path / "processing.yaml";
  std::ofstream(own) << "fields:\n  - {entity: customer, field: email, purpose: analysis, basis: "
                        "consent}\n";
  const auto processing = Processing::load_files({shipped(), own}, whole_dictionary());
  ASSERT_TRUE(processing) << processing.error().message;
  EXPECT_EQ(of(*processing, "customer", "email").purpose, "analysis");
  EXPECT_EQ(of(*processing, "customer", "phone").purpose, "service");
}

TEST(Processing, RefusesWhatIsNotKnown) {
  const FreshFolder folder;
  const auto own = folder.path / "processing.yaml";
  for (const auto* text :
       {"entities:\n  - {entity: costumer, purpose: service}\n",
        "fields:\n  - {entity: customer, field: fone, purpose: service}\n",
        "fields:\n  - {entity: customer, field: phone, purpose: fun}\n",
        "entities:\n  - {entity: order, hold: {years: many, law: {zh: 法, en: law}}}\n",
        "- a list\n"}) {
    std::ofstream(own) << text;
    EXPECT_FALSE(Processing::load_files({shipped(), own}, whole_dictionary())) << text;
  }
}

}  // namespace
}  // namespace aftercare::privacy
