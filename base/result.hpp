// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace zusage {

/// One thing that is wrong with what somebody sent. `field` is the name of the form field or the
/// place in a file (`events[3].sessions[0].ends_at`), empty when it concerns the whole. `code`
/// names the text in web/locales (`fault.<code>`), `arguments` fill its placeholders.
struct fault {
  std::string field;
  std::string code;
  nlohmann::json arguments = nlohmann::json::object();
};

using faults = std::vector<fault>;

/// A value, or everything that is wrong with the input: what a visitor can cause is never an
/// exception.
template <class T>
using checked = boost::system::result<T, faults>;

/// Called by `checked<T>::value()`; a caller that has not asked `has_value()` made a mistake.
[[noreturn]] inline void throw_exception_from_error(const faults& wrong,
                                                    const boost::source_location&) {
  throw std::logic_error(wrong.empty() ? "value() of a failed check"
                                       : "unchecked: " + wrong.front().code);
}

}  // namespace zusage
