// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// How references are written (base/link.hpp, base/timed_id.hpp).
namespace zusage {

/// Crockford's base 32.
inline constexpr std::string_view reference_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Only so many of them are used: a prime, so that no weight of the check character cancels.
inline constexpr std::size_t reference_digits = 31;

/// So many of them by chance.
std::string random_reference_digits(std::size_t count);

/// The character that finds every single wrong digit and every swap of two neighbours.
char check_character(std::string_view digits);

/// Nine characters in groups of three.
std::string grouped_reference(std::string_view digits);

}  // namespace zusage
