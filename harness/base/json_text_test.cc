#include "base/json_text.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(JsonTextTest, MakesNumbersFitToBeReadAsIntegers) {
  nlohmann::json json = {{"a", {1.5, -3e9, 5}}, {"b", {{"c", 4.5e9}}}, {"d", "1e300"}};
  ASSERT_TRUE(MakeNumbersFit(json));
  EXPECT_EQ(json["a"], nlohmann::json({1.5, -3000000000, 5}));
  EXPECT_TRUE(json["a"][1].is_number_integer());
  EXPECT_EQ(json["b"]["c"].get<double>(), 4.5e9);
  EXPECT_EQ(json["d"], "1e300");
  for (const double far : {1e300, -1e19, 9.3e18}) {
    nlohmann::json deep = {1, {{"x", {far}}}};
    EXPECT_FALSE(MakeNumbersFit(deep)) << far;
  }
}

}  // namespace
}  // namespace isograde
