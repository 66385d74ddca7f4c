// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zusage::mailer {

struct web_settings {
  bool allow_private = false;  ///< any address and http: for tests and closed networks
  std::chrono::milliseconds connect_timeout{5'000}, whole_timeout{15'000};
};

inline constexpr std::size_t most_answer_bytes = 4096;  ///< that are read of a body

/// What became of a call.
struct web_answer {
  long status = 0;   ///< of HTTP; 0: none came
  std::string body;  ///< its first `most_answer_bytes`
  /// Why none came: `address` (it is not public), `name`, `connect`, `certificate`, `timeout`,
  /// `stopped`, `lost`; "" when one came.
  std::string problem;
};

/// Calls other systems over HTTPS, one at a time, keeping connections. Redirects are not followed,
/// proxies of the environment not used, certificates verified. Each address that a name has is
/// looked at when the connection is made (web_address.hpp), so that a name which changes what it
/// stands for gets round nothing.
class web_caller {
 public:
  /// `give_up` is asked about every second while waiting. @throws std::runtime_error
  explicit web_caller(web_settings with, std::function<bool()> give_up = {});
  ~web_caller();
  web_caller(const web_caller&) = delete;
  web_caller& operator=(const web_caller&) = delete;

  using header_lines = std::vector<std::pair<std::string, std::string>>;

  /// POST of a JSON body with these headers beside its type.
  web_answer post_json(const std::string& url, const header_lines& headers,
                       const std::string& body);

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::mailer
