// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/address_form.hpp"

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_address = 254;  // RFC 5321 4.5.3.1

}  // namespace

std::string typed_email(const request& of) {
  const auto& text = of.form.get("email");
  return is_utf8(text) ? cut(cleaned(text), most_address) : std::string();
}

nlohmann::json email_field(const std::string& value, const web::locale& in) {
  web::form_field field;
  field.name = "email";
  field.label = in.text("register.email");
  field.type = "email";
  field.autocomplete = "email";
  field.value = value;
  return web::to_json(field);
}

std::optional<std::string> checked_email(const request& of, faults& wrong) {
  const auto typed = typed_email(of);
  auto email = normalised_email(typed);
  if (!email) wrong.push_back({"email", typed.empty() ? "required" : "not_an_email"});
  return email;
}

std::string pause_subject(services& with, const std::string& email) {
  return keyed_hash_hex(with.keys.lookup, "pause:" + email_key(email));
}

}  // namespace zusage::server
