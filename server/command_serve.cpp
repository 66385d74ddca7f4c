// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

constexpr const char* json_lines = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","text":%*})";

// The text as a JSON string, with its quotes.
class json_text : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& of, const std::tm&,
              spdlog::memory_buf_t& to) override {
    const nlohmann::json text = std::string(of.payload.data(), of.payload.size());
    const auto dumped = text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    to.append(dumped.data(), dumped.data() + dumped.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_text>();
  }
};

// As many descriptors as the system allows: each connection takes one.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

void set_up_log(const configuration& config) {
  auto log = spdlog::stderr_logger_mt("zusage");
  log->set_level(spdlog::level::from_str(config.log_level));
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<json_text>('*').set_pattern(
      config.log_format == "json" ? json_lines : "%Y-%m-%dT%H:%M:%S%z %l %v");
  log->set_formatter(std::move(formatter));
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(log);
}

void serve(const configuration& config) {
  set_up_log(config);
  raise_descriptor_limit();
  application program(config);
  program.run();
}

}  // namespace zusage::server
