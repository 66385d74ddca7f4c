// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "tests/support/database.hpp"

namespace zusage::tests {

/// A file system of its own with little room, in memory. Mounting takes rights that not every
/// machine gives: ask `is_there` first.
class small_disk {
 public:
  explicit small_disk(int megabytes);
  ~small_disk();
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;

  bool is_there() const { return mounted_; }
  std::string path(const std::string& name) const { return folder_.path(name); }

  void fill();       ///< to the last byte
  void make_room();  ///< takes away what `fill` put there
  void make_read_only();

 private:
  temporary_folder folder_;
  bool mounted_ = false;
};

}  // namespace zusage::tests
