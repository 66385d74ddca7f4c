// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/hash_tree.hpp"

#include "base/crypto.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::consent;

namespace {

std::vector<std::string> hashes(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(sha256_hex("record " + std::to_string(i)));
  return all;
}

std::string root_of_all(const std::vector<std::string>& all) {
  hash_tree tree;
  for (const auto& one : all) tree.add(one);
  return tree.root();
}

}  // namespace

// Computed by RFC 9162 2.1.1 with another program.
TEST_CASE("the root of a tree is that of RFC 9162", "[consent][tree]") {
  CHECK(root_of_all({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(root_of_all(hashes(1)) ==
        "588a4f0090a64bfc7bd63aeaa12d39072a1fd5736aa3e052280bb68089aba1ec");
  CHECK(root_of_all(hashes(2)) ==
        "98fe3e5aaef6b5889571e6701e8357a0b5d59f659e851dfa2ffa7d51e61a7a78");
  CHECK(root_of_all(hashes(7)) ==
        "dfd16085a9cfadbce009a849b037efe20c5e24dd3fb3b3265812ae45d64b6d0a");
}

TEST_CASE("each record leads to the root by its path, and no other hash does", "[consent][tree]") {
  for (int count = 1; count <= 33; ++count) {
    const auto all = hashes(count);
    const auto root = root_of_all(all);
    for (int leaf = 0; leaf < count; ++leaf) {
      INFO(leaf << " of " << count);
      path_maker maker(leaf, count);
      for (const auto& one : all) maker.add(one);
      auto path = maker.path();
      CHECK(root_by(all[std::size_t(leaf)], path) == root);
      CHECK(root_by(sha256_hex("another"), path) != root);
      if (path.empty()) continue;
      path.back().left = !path.back().left;
      CHECK(root_by(all[std::size_t(leaf)], path) != root);
    }
  }
}

TEST_CASE("a tree tells its leaves from its nodes", "[consent][tree]") {
  const auto two = hashes(2);
  hash_tree of_one;
  of_one.add(root_of_all(two));
  CHECK(of_one.root() != root_of_all(two));
}
