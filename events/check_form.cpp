// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_form.hpp"

#include <algorithm>

#include "events/application.hpp"
#include "events/resolve_municipality.hpp"

namespace zusage::events {
namespace {

// What the directory says of a field is more than what can be said without it.
checked<sign_up> with_directory(const schema::reader& db, checked<sign_up> made, faults found) {
  if (made && found.empty()) {
    name_municipality(db, *made);
    return made;
  }
  auto wrong = made.has_error() ? made.error() : faults();
  std::erase_if(wrong, [&](const fault& one) {
    return std::any_of(found.begin(), found.end(),
                       [&](const fault& better) { return better.field == one.field; });
  });
  wrong.insert(wrong.end(), found.begin(), found.end());
  return wrong;
}

}  // namespace

checked<sign_up> check_form(const schema::reader& db, const event& to, const typed_fields& typed) {
  return with_directory(db, check_application(to, with_municipality_keys(db, typed)),
                        check_municipalities(db, to, typed));
}

checked<sign_up> check_changed_form(const schema::reader& db, const event& to,
                                    const typed_fields& typed) {
  return with_directory(db, check_sign_up(to, with_municipality_keys(db, typed)),
                        check_municipalities(db, to, typed));
}

}  // namespace zusage::events
