// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/database_fault.hpp"

namespace zusage::server {

bool is_passing(const schema::error& fault) {
  using kind = schema::error::kind;
  switch (fault.what_kind()) {
    case kind::commit_unknown:  // a worker waited for its own write
    case kind::full:
    case kind::busy:
    case kind::input_output:
    case kind::away:
    case kind::conflict:
      return true;
    default:
      return false;
  }
}

}  // namespace zusage::server
