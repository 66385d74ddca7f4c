// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "tests/server/admin_fixture.hpp"

namespace zusage::tests {

/// Sends a form of the editor as it stands on the page `shown`, with these fields.
inline seen send_edited(admin_side& side, const std::string& path, pairs form,
                        const std::string& shown) {
  form.emplace_back("csrf", side.csrf());
  form.emplace_back("version", side.get(shown).value_of("version"));
  return side.post(path, form);
}
inline seen send_edited(admin_side& side, const std::string& path, pairs form) {
  return send_edited(side, path, std::move(form), path);
}

}  // namespace zusage::tests
