#include "interpreter/interpreter_config.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(InterpreterConfigTest, IsFoundByItsName) {
  for (const InterpreterConfig config : kAllConfigs)
    EXPECT_EQ(ConfigFromName(Name(config)), config);
  EXPECT_FALSE(ConfigFromName("Legacy"));
  EXPECT_FALSE(ConfigFromName(""));
}

}  // namespace
}  // namespace isograde
