// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"

/// What the QR code of a registration says: `ZUSAGE:7K3-M9Q-2XC-1F0A93BC`, the reference and a seal
/// over it and its event. References are short and stand on lists, so whoever knows one could draw
/// a code; without the key nobody can seal it.
namespace zusage::events {

struct read_code {
  std::string reference;
  std::string seal;  ///< empty: a reference that somebody typed
};

class check_in_codes {
 public:
  /// `master` is the key of the installation's links; the one that is used here is derived from it.
  explicit check_in_codes(const key32& master);

  std::string code_of(std::string_view reference, std::int64_t event_id) const;

  /// Whether the seal was made here for this reference and event.
  bool is_sealed(const read_code& what, std::int64_t event_id) const;

  /// A code, or a reference as it is typed; nothing for any other text. Understands what a hand
  /// scanner types that believes in an American keyboard at a German computer (`YUSAGEÖ…ß…`).
  static std::optional<read_code> read(std::string_view typed);

 private:
  std::string seal_of(std::string_view reference, std::int64_t event_id) const;
  key32 key_;
};

}  // namespace zusage::events
