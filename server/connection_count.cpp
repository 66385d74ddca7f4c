// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/network.hpp"
#include "server/configuration.hpp"
#include "server/connection.hpp"
#include "server/response_head.hpp"

namespace zusage::server {

connection_count::connection_count(std::int64_t most, std::int64_t most_per_address)
    : most_(most), most_per_address_(most_per_address) {}

bool connection_count::enter(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (open_ >= most_) return false;
  auto& of_network = by_network_[network_of(address)];
  if (of_network >= most_per_address_) return false;
  ++of_network;
  ++open_;
  return true;
}

void connection_count::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  --open_;
  const auto found = by_network_.find(network_of(address));
  if (found != by_network_.end() && --found->second == 0) by_network_.erase(found);
}

void worker_pools::join() {
  work.join();
  files.join();
  streams.join();
  if (reading) reading->join();
}

connection_context::connection_context(const configuration& c, dispatcher& d, schema::writer& w,
                                       worker_pools& p,
                                       std::pair<std::int64_t, std::int64_t> limits)
    : config(c),
      to(d),
      writes(w),
      pools(p),
      count(limits.first, limits.second),
      common_headers(server::common_headers(c)) {}

}  // namespace zusage::server
