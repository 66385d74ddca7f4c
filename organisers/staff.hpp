// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/passwords.hpp"
#include "organisers/scope.hpp"
#include "schema/database.hpp"

/// The people who work for organisers. One person (one address) may work for several.
namespace zusage::organisers {

struct new_user {
  std::string email, organiser_key, role, password;  ///< as typed
};

/// Checked, with the password hashed already.
struct prepared_user {
  std::string email, organiser_key;  ///< the address normalised, in lower case
  organisers::role role = role::organiser;
  std::string password_hash;
};

struct added_user {
  std::int64_t staff_id = 0;
  bool known_before = false;  ///< the address had an account: it keeps its password
};

/// Checks what can be said without the database and hashes; slow. Faults: `not_an_email` (field
/// `email`), `role_unknown` (`role`), those of check_password (`password`).
checked<prepared_user> prepare_user(const new_user& typed,
                                    hashing_cost cost = hashing_cost::usual());

/// Makes the account, or gives an existing one the role at this organiser; audited. Faults:
/// `organiser_unknown` (field `organiser`), `staff_known` (`email`: has a role there already).
checked<added_user> add_user(schema::transaction& tx, const prepared_user& user, instant now);

/// Both, for the command line; not inside a job of the writer.
checked<added_user> add_user(schema::database& db, const new_user& typed, instant now,
                             hashing_cost cost = hashing_cost::usual());

struct staff_member {
  std::int64_t id = 0;
  std::string email, password_hash;
};

std::optional<staff_member> find_staff(const schema::reader& db, std::string_view email);
std::optional<staff_member> find_staff(const schema::reader& db, std::int64_t id);

struct membership {
  std::int64_t organiser_id = 0;
  std::string organiser_key;
  nlohmann::json organiser_name;  ///< by language
  organisers::role role = role::check_in;
};

/// Whom a person works for, by key.
std::vector<membership> memberships_of(const schema::reader& db, std::int64_t staff_id);

/// The addresses of those who look after data protection at an organiser: staff with the role
/// `dpo`, or its owners where there are none. By address.
std::vector<std::string> officers_of(const schema::reader& db, std::int64_t organiser_id);

/// Sets the password, ends every session of the person and what links to set another one were
/// mailed; audited at each of their organisers as `action`.
void set_password(schema::transaction& tx, std::int64_t staff_id, std::string_view password_hash,
                  instant now, const std::string& action = "staff.password_changed");

}  // namespace zusage::organisers
