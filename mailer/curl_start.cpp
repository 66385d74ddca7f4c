// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/curl_start.hpp"

#include <curl/curl.h>

#include <mutex>
#include <stdexcept>

namespace zusage::mailer {

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
      throw std::runtime_error("libcurl cannot be used");
  });
}

}  // namespace zusage::mailer
