// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/audience.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace zusage::events {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string municipality_fault(const visitor& who) {
  if (!who.ags.empty()) return "not_your_municipality";
  return who.municipality.empty() ? "required" : "municipality_key_needed";
}

}  // namespace

void check_audience(const audience& wanted, const visitor& who, faults& wrong) {
  if (!wanted.municipalities.empty() && !contains(wanted.municipalities, who.ags)) {
    wrong.push_back({"municipality", municipality_fault(who)});
  }
  if (!wanted.email_domains.empty() && !who.email.empty()) {
    const auto domain = who.email.substr(who.email.rfind('@') + 1);
    if (!contains(wanted.email_domains, domain)) wrong.push_back({"email", "not_your_domain"});
  }
  // Codes are read out and typed from paper: upper and lower case are the same.
  if (!wanted.code.empty() && !same_secret(folded(wanted.code), folded(who.code))) {
    wrong.push_back({"code", "wrong_code"});
  }
}

}  // namespace zusage::events
