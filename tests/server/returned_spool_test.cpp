// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/returned_spool.hpp"

#include <fstream>

#include "tests/server/returned_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using server::returned_spool;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << "x";
}

// Names as they are given, one a second.
std::string name_of(int number) {
  return std::to_string(1'800'000'000 + number) + ".M000000P1Q0.host";
}

}  // namespace

TEST_CASE_METHOD(spool_fixture, "a mail that came back is kept until it is taken, as it came",
                 "[server][returned]") {
  spool.keep("first\r\n");
  spool.keep(std::string("second\0\r\n", 9));
  const auto names = spool.list(10);
  REQUIRE(names.size() == 2);
  CHECK(spool.read(names[0], 100) == "first\r\n");
  CHECK(spool.read(names[1], 100) == std::string("second\0\r\n", 9));
  CHECK(spool.read(names[1], 3) == "sec");
  CHECK(spool.list(1).size() == 1);
  spool.remove(names[0]);
  spool.set_aside(names[1]);
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 1);
  CHECK((fs::status(folder).permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("a folder beside a database that is named without a folder is kept too",
          "[server][returned]") {
  const std::string name = "zusage-spool-" + new_public_id();
  returned_spool(name).keep("x");
  CHECK(returned_spool(name).list(10).size() == 1);
  fs::remove_all(name);
}

TEST_CASE_METHOD(spool_fixture, "what cannot be read is told from an empty mail",
                 "[server][returned]") {
  spool.keep("");
  const auto empty = spool.list(1).front();
  fs::create_directory(folder / "new" / "folder");
  CHECK(spool.read(empty, 100) == "");
  CHECK_FALSE(spool.read("folder", 100).has_value());
  CHECK_FALSE(spool.read("gone", 100).has_value());
}

TEST_CASE_METHOD(spool_fixture, "what was set aside goes after two weeks", "[server][returned]") {
  spool.keep("x");
  spool.set_aside(spool.list(1).front());
  const auto now = std::chrono::system_clock::now();
  spool.forget_old(now + 13 * 24h);
  CHECK(in("failed") == 1);
  spool.forget_old(now + 15 * 24h);
  CHECK(in("failed") == 0);
}

TEST_CASE_METHOD(spool_fixture, "what was left half written goes after a day",
                 "[server][returned]") {
  const std::chrono::system_clock::time_point written(1'800'000'000s);
  write(folder / "tmp" / name_of(0));
  write(folder / "new" / name_of(0));
  spool.forget_old(written + 23h);
  CHECK(in("tmp") == 1);
  spool.forget_old(written + 25h);
  CHECK(in("tmp") == 0);
  CHECK(in("new") == 1);
}

TEST_CASE_METHOD(spool_fixture, "never more are set aside than there may be, the oldest go",
                 "[server][returned]") {
  const int most = returned_spool::most_aside;
  for (int i = 0; i < most; ++i) write(folder / "failed" / name_of(i));
  for (int i = most; i < most + 3; ++i) {
    write(folder / "new" / name_of(i));
    spool.set_aside(name_of(i));
    CHECK(in("failed") == returned_spool::most_aside);
  }
  CHECK_FALSE(fs::exists(folder / "failed" / name_of(2)));
  CHECK(fs::exists(folder / "failed" / name_of(3)));
  CHECK(fs::exists(folder / "failed" / name_of(most + 2)));
}

TEST_CASE_METHOD(spool_fixture, "what had no effect is kept where its folder is gone",
                 "[server][returned]") {
  write(folder / "new" / name_of(1));
  CHECK(spool.set_aside(name_of(1)));
  CHECK(fs::exists(folder / "failed" / name_of(1)));
  fs::remove_all(folder / "failed");
  std::ofstream(folder / "failed") << "a file";
  write(folder / "new" / name_of(2));
  CHECK_FALSE(spool.set_aside(name_of(2)));
  CHECK(fs::exists(folder / "new" / name_of(2)));
}

TEST_CASE_METHOD(spool_fixture, "a folder that cannot be written is said", "[server][returned]") {
  std::ofstream(folder) << "a file";
  CHECK_THROWS_AS(spool.keep("x"), std::runtime_error);
}
