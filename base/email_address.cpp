// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"

#include <unicode/idna.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"

namespace zusage {
namespace {

constexpr std::size_t most_local = 64, most_address = 254;  // RFC 5321 4.5.3.1

bool is_atom_character(char c) {  // RFC 5322 3.2.3
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view local) {
  if (local.empty() || local.size() > most_local || local.front() == '.' || local.back() == '.') {
    return false;
  }
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(),
                     [](char c) { return c == '.' || is_atom_character(c); });
}

bool is_plain_domain(std::string_view domain) {
  return std::all_of(domain.begin(), domain.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool labels_fit(std::string_view domain) {
  std::size_t labels = 0;
  while (true) {
    const auto dot = domain.find('.');
    const auto label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    ++labels;
    if (dot == std::string_view::npos) {
      const bool numeric =
          std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
      return labels > 1 && label.size() > 1 && !numeric;
    }
    domain.remove_prefix(dot + 1);
  }
}

std::optional<std::string> to_a_labels(std::string_view domain) {
  const auto lower = lower_ascii(domain);
  if (is_plain_domain(lower)) return lower;
  thread_local const auto idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::IDNA>(
        icu::IDNA::createUTS46Instance(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI |
                                           UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII,
                                       status));
  }();
  if (!idna) return {};
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  icu::IDNAInfo info;
  UErrorCode status = U_ZERO_ERROR;
  idna->nameToASCII_UTF8(icu::StringPiece(domain.data(), int32_t(domain.size())), sink, info,
                         status);
  if (U_FAILURE(status) || info.hasErrors()) return {};
  return lower_ascii(result);
}

}  // namespace

std::optional<std::string> normalised_email(std::string_view typed) {
  if (!is_utf8(typed) || has_control(typed)) return {};
  const auto text = cleaned(typed);
  const auto at = text.rfind('@');
  if (at == std::string::npos || text.size() > 2 * most_address) return {};
  const auto local = std::string_view(text).substr(0, at);
  const auto domain = to_a_labels(std::string_view(text).substr(at + 1));
  if (!is_dot_atom(local) || !domain || domain->size() > 253 || !labels_fit(*domain)) return {};
  auto address = std::string(local) + "@" + *domain;
  if (address.size() > most_address) return {};
  return address;
}

std::string email_key(std::string_view normalised) {
  return lower_ascii(normalised);
}

}  // namespace zusage
