// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/handler.hpp"
#include "server/services.hpp"

/// The pages of a person beside those of their registrations (public.hpp).
namespace zusage::server {

// subscribe_again.cpp
decision post_subscribe_again(const request&, const schema::reader&, services&);

// renew_page.cpp
response show_renew(const request&, const schema::reader&, services&);
decision post_renew(const request&, const schema::reader&, services&);

// preferences_page.cpp
response show_preferences(const request&, const schema::reader&, services&);
decision post_preferences(const request&, const schema::reader&, services&);

// links_page.cpp
response show_links(const request&, const schema::reader&, services&);
decision post_links(const request&, const schema::reader&, services&);

// data_page.cpp
response show_data(const request&, const schema::reader&, services&);
decision post_data(const request&, const schema::reader&, services&);

// stored_data_page.cpp
response show_stored_data(const request&, const schema::reader&, services&);
response show_erase(const request&, services&);
response show_object(const request&, const schema::reader&, services&);
response download_stored_data(const request&, const schema::reader&, services&);
decision post_data_request(const request&, const schema::reader&, services&);

/// Where the preferences of this person at this organiser are; "" when nothing is known of them.
std::string preferences_path(const schema::reader& db, services& with, std::int64_t organiser_id,
                             std::string_view email);

}  // namespace zusage::server
