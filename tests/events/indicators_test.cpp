// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicators.hpp"

#include "events/indicator_release.hpp"
#include "tests/support/catch.hpp"

using namespace zusage::events;

TEST_CASE("numbers are read as the language writes them, and otherwise where only one reading fits",
          "[events][rings]") {
  CHECK(read_number("1.234,5", ',') == "1234.5");
  CHECK(read_number("1,234.5", '.') == "1234.5");
  CHECK(read_number("1,234.5", ',') == "1234.5");
  CHECK(read_number("1.234", ',') == "1234");
  CHECK(read_number("1.234", '.') == "1.234");
  CHECK(read_number("1,234", ',') == "1.234");
  CHECK(read_number("1,234", '.') == "1234");
  CHECK(read_number("12.5", ',') == "12.5");
  CHECK(read_number("12,5", '.') == "12.5");
  CHECK(read_number("1.234.567", '.') == "1234567");
  CHECK(read_number("1\xC2\xA0"
                    "234 567",
                    ',') == "1234567");
  CHECK(read_number("1'234", ',') == "1234");
  CHECK(read_number("-0,50", ',') == "-0.5");
  CHECK(read_number("\xE2\x88\x92"
                    "3",
                    ',') == "-3");
  CHECK(read_number("-0", ',') == "0");
  CHECK(read_number("007", ',') == "7");
}

TEST_CASE("what is no number, or longer than any figure, is none", "[events][rings]") {
  for (const char* text :
       {"", "-", "abc", "1e5", "1,2,3", "1.23.456", "12.34.567,8", ",5", "5,", "1.234.5678", "0x10",
        "nan", "1234567890123456", "0,1234567", "--1", "1,234,5", "1.234,567.8"}) {
    INFO(text);
    CHECK_FALSE(read_number(text, ','));
    CHECK_FALSE(read_number(text, '.'));
  }
}

TEST_CASE("an answer keeps to the bounds and options of its indicator", "[events][rings]") {
  indicator cost;
  cost.least = 0;
  cost.most = 100;
  const auto code = [](const indicator& of, const char* typed) {
    const auto checked = check_indicator(of, typed, ',', "f");
    return checked ? *checked : checked.error().front().field + " " + checked.error().front().code;
  };
  CHECK(code(cost, "99,5") == "99.5");
  CHECK(code(cost, "100,1") == "f number_too_large");
  CHECK(code(cost, "-1") == "f number_too_small");
  CHECK(code(cost, "viel") == "f not_a_number");
  CHECK(code(cost, "") == "");
  indicator strategy;
  strategy.type = indicator::kind::choice;
  strategy.options = {{"yes", {}}, {"no", {}}};
  CHECK(code(strategy, "no") == "no");
  CHECK(code(strategy, "maybe") == "f unknown_option");
}

TEST_CASE("quartiles are those of spreadsheets (Hyndman and Fan, method 7)", "[events][rings]") {
  CHECK(five_figures_of({40, 10, 30, 20, 50}) == five_figures{10, 20, 30, 40, 50});
  CHECK(five_figures_of({1, 2, 3, 4, 5, 6}) == five_figures{1, 2.25, 3.5, 4.75, 6});
  CHECK(five_figures_of({7}) == five_figures{7, 7, 7, 7, 7});
}

TEST_CASE("figures are made of five answers and more, and come back as they were stored",
          "[events][rings]") {
  indicator cost;
  CHECK_FALSE(figures_of(cost, {"1", "2", "3", "4"}));
  const auto numbers = figures_of(cost, {"1", "2.5", "3", "4", "5"});
  REQUIRE(numbers);
  CHECK(group_figures_from(to_json(*numbers), cost) == numbers);
  indicator strategy;
  strategy.type = indicator::kind::choice;
  strategy.options = {{"yes", {}}, {"no", {}}};
  CHECK_FALSE(figures_of(strategy, {"yes", "yes", "no", "no"}));
  const auto counts = figures_of(strategy, {"yes", "yes", "no", "gone", "yes"});
  REQUIRE(counts);
  CHECK(counts->counts == std::vector<std::size_t>{3, 1});
  CHECK(group_figures_from(to_json(*counts), strategy) == counts);
  CHECK_FALSE(group_figures_from(to_json(*counts), cost));
  strategy.options.pop_back();
  CHECK_FALSE(group_figures_from(to_json(*counts), strategy));
}

TEST_CASE("what is shown moves only when three members' answers differ", "[events][rings]") {
  using answers = std::map<std::int64_t, std::string>;
  const answers five = {{1, "10"}, {2, "20"}, {3, "30"}, {4, "40"}, {5, "50"}};
  CHECK_FALSE(may_release({}, {{1, "10"}, {2, "20"}, {3, "30"}, {4, "40"}}));
  CHECK(may_release({}, five));
  CHECK_FALSE(may_release(five, five));
  auto now = five;
  now[6] = "60";
  CHECK_FALSE(may_release(five, now));
  now[7] = "70";
  CHECK_FALSE(may_release(five, now));
  now[1] = "11";
  CHECK(may_release(five, now));
  // Who leaves counts as well, but nothing is released of fewer than five.
  now = {{3, "30"}, {4, "40"}, {5, "50"}, {6, "60"}};
  CHECK_FALSE(may_release(five, now));
  now[7] = "70";
  CHECK(may_release(five, now));
}
