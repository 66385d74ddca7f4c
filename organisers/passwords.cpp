// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/passwords.hpp"

#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "base/text.hpp"
#include "organisers/common_passwords.hpp"

namespace zusage::organisers {
namespace {

// Normalising may shorten a text; a bound on the bytes keeps absurd ones from it.
constexpr std::size_t most_bytes = 4 * 2 * password_limits::longest;

std::string compatible_form(std::string_view text) {
  auto failed = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFKCInstance(failed);
  if (U_FAILURE(failed)) throw std::runtime_error("ICU has no NFKC");
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  std::string made;
  form->normalize(source, failed).toUTF8String(made);
  if (U_FAILURE(failed)) throw std::runtime_error("ICU could not normalise");
  return made;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Without the digits and signs at both ends: "Sommer2027!" is as common as "Sommer".
std::string_view stem(std::string_view folded_text) {
  while (!folded_text.empty() && !is_letter(folded_text.front())) folded_text.remove_prefix(1);
  while (!folded_text.empty() && !is_letter(folded_text.back())) folded_text.remove_suffix(1);
  return folded_text;
}

// Words that whoever knows the person or the place would try: parts of the address between dots and
// signs, and our own name.
std::vector<std::string> personal_words(std::string_view email) {
  std::vector<std::string> words{"zusage"};
  std::string word;
  for (const char c : folded(email) + "@") {
    if (is_letter(c)) {
      word += c;
    } else {
      if (word.size() >= 3) words.push_back(word);
      word.clear();
    }
  }
  // The longest first, so that "stadt" does not break up "stadtwerke".
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return words;
}

bool is_personal(std::string folded_text, std::string_view email) {
  constexpr std::size_t own_letters = 4;  // so many must be left of the person's own invention
  bool found = false;
  for (const auto& word : personal_words(email)) {
    for (auto at = folded_text.find(word); at != std::string::npos; at = folded_text.find(word)) {
      folded_text.replace(at, word.size(), "-");
      found = true;
    }
  }
  const auto letters = std::count_if(folded_text.begin(), folded_text.end(), is_letter);
  return found && static_cast<std::size_t>(letters) < own_letters;
}

bool is_common(std::string_view folded_text) {
  const std::set<char> different(folded_text.begin(), folded_text.end());
  return different.size() < 3 || is_common_password(folded_text) ||
         is_common_password(stem(folded_text));
}

faults refused(std::string code, nlohmann::json arguments = nlohmann::json::object()) {
  return {{"password", std::move(code), std::move(arguments)}};
}

}  // namespace

hashing_cost hashing_cost::usual() {
  return {crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE};
}

hashing_cost hashing_cost::least() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

checked<std::string> check_password(std::string_view typed, std::string_view email) {
  if (typed.size() > most_bytes) {
    return refused("password_long", {{"limit", password_limits::longest}});
  }
  auto password = normalised_password(typed);
  if (!password) return refused("password_broken");
  const auto characters = length(*password);
  if (characters < password_limits::shortest) {
    return refused("password_short", {{"limit", password_limits::shortest}});
  }
  if (characters > password_limits::longest) {
    return refused("password_long", {{"limit", password_limits::longest}});
  }
  const auto plain = folded(*password);
  if (is_personal(plain, email)) return refused("password_personal");
  if (is_common(plain)) return refused("password_common");
  return std::move(*password);
}

std::optional<std::string> normalised_password(std::string_view typed) {
  if (typed.size() > most_bytes || !is_utf8(typed) || has_control(typed)) return {};
  return compatible_form(typed);
}

std::string hash_password(const std::string& normalised, hashing_cost cost) {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(hash.data(), normalised.data(), normalised.size(), cost.operations,
                        cost.memory) != 0) {
    throw std::runtime_error("not enough memory to hash a password");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool is_password(const std::string& hash, const std::string& normalised) {
  return crypto_pwhash_str_verify(hash.c_str(), normalised.data(), normalised.size()) == 0;
}

}  // namespace zusage::organisers
