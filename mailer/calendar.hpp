// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// iCalendar text (RFC 5545, RFC 5546), built with libical, with the VTIMEZONEs it needs.
namespace zusage::mailer {

struct calendar_entry {
  std::string uid;            ///< stable for good: `<session public id or reference>@<domain>`
  std::int64_t sequence = 0;  ///< grows with every change
  instant starts_at{}, ends_at{};
  std::string time_zone;
  std::string summary, description, location, url;
  std::string organiser_name, organiser_email;
  bool cancelled = false;
  instant stamp{};  ///< DTSTAMP
};

enum class calendar_method { publish, request, cancel };

/// A VCALENDAR with one VEVENT per entry; CRLF, folded at 75 octets.
std::string to_icalendar(const std::vector<calendar_entry>& entries, calendar_method method,
                         std::string_view calendar_name = {});

}  // namespace zusage::mailer
