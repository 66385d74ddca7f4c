// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a server's replies say (RFC 3501 7), without reading them from anywhere.
namespace zusage::mailer {

/// What a server said, for a fault: without `password`, other than printable ASCII as `?`, short.
std::string imap_evidence(std::string_view said, const std::string& password);

/// One untagged reply: its lines in one, where `{5}` stands for the literal that followed there.
struct imap_reply {
  std::string text;
  std::vector<std::string> literals;
};

/// Whether `text` begins with `word` in any case, as a word of its own.
bool begins_with_word(std::string_view text, std::string_view word);

/// Whether it is OK, NO, BAD, BYE or PREAUTH, after which free text comes that has no literals.
bool is_status(std::string_view untagged);

/// The size of the literal that follows a line.
std::optional<std::size_t> literal_size(std::string_view line);

/// The UIDs of `* SEARCH …`, none for another reply. @throws imap_fault when it cannot be read.
std::vector<std::uint32_t> read_search(const imap_reply& reply);

/// The value of `* OK [UIDVALIDITY …]`.
std::optional<std::uint32_t> read_validity(const imap_reply& reply);

struct fetched {
  std::uint32_t uid = 0;            ///< 0: not told
  std::optional<std::string> body;  ///< of BODY[] or BODY[]<0>; nothing for NIL too
};

/// What `* 12 FETCH (…)` tells, nothing for another reply. The body is moved out of `reply`.
/// @throws imap_fault when it cannot be read
std::optional<fetched> read_fetch(imap_reply& reply);

}  // namespace zusage::mailer
