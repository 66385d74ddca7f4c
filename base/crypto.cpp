// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace zusage {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// A file descriptor that closes itself.
struct descriptor {
  int fd;
  ~descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw std::runtime_error("key file " + path + ": " + what);
}

key32 make_key_file(const std::string& path) {
  const descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (file.fd < 0) fail(path, std::string("cannot be made (") + std::strerror(errno) + ")");
  const key32 key = random_key();
  const auto text = to_hex({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
  if (::write(file.fd, text.data(), text.size()) != ssize_t(text.size()) || ::fsync(file.fd) != 0) {
    ::unlink(path.c_str());
    fail(path, std::string("cannot be written (") + std::strerror(errno) + ")");
  }
  return key;
}

}  // namespace

void initialise_crypto() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

std::string random_bytes(std::size_t count) {
  std::string result(count, '\0');
  randombytes_buf(result.data(), count);
  return result;
}

key32 random_key() {
  key32 key;
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string to_hex(std::string_view data) {
  std::string text(data.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes(data), data.size());
  text.pop_back();
  return text;
}

std::optional<std::string> from_hex(std::string_view hex) {
  std::string result(hex.size() / 2, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (hex.size() % 2 != 0 ||
      sodium_hex2bin(bytes(result), result.size(), hex.data(), hex.size(), nullptr, &size, &end) !=
          0 ||
      end != hex.data() + hex.size()) {
    return {};
  }
  return result;
}

std::string to_base64url(std::string_view data) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(data.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes(data), data.size(), variant);
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string result(text.size() * 3 / 4 + 1, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes(result), result.size(), text.data(), text.size(), nullptr, &size,
                        &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size()) {
    return {};
  }
  result.resize(size);
  return result;
}

std::string sha256_hex(std::string_view data) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes(hash), bytes(data), data.size());
  return to_hex(hash);
}

std::string keyed_hash_hex(const key32& key, std::string_view data) {
  std::string hash(32, '\0');
  crypto_generichash(bytes(hash), hash.size(), bytes(data), data.size(), key.data(), key.size());
  return to_hex(hash);
}

key32 derived_key(const key32& master, std::string_view purpose) {
  const auto bytes = from_hex(keyed_hash_hex(master, purpose)).value();
  key32 made{};
  std::copy(bytes.begin(), bytes.end(), made.begin());
  return made;
}

std::string encrypt(const key32& key, std::string_view plain, std::string_view context) {
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  std::string sealed(nonce_size + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  randombytes_buf(sealed.data(), nonce_size);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed) + nonce_size, &size, bytes(plain),
                                             plain.size(), bytes(context), context.size(), nullptr,
                                             bytes(sealed), key.data());
  return to_base64url(sealed);
}

std::optional<std::string> decrypt(const key32& key, std::string_view text,
                                   std::string_view context) {
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t mac_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  const auto sealed = from_base64url(text);
  if (!sealed || sealed->size() < nonce_size + mac_size) return {};
  std::string plain(sealed->size() - nonce_size - mac_size, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes(plain), &size, nullptr, bytes(*sealed) + nonce_size, sealed->size() - nonce_size,
          bytes(context), context.size(), bytes(*sealed), key.data()) != 0) {
    return {};
  }
  return plain;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

key32 secrets::derive(const key32& master, std::size_t number) {
  key32 key;
  crypto_kdf_derive_from_key(key.data(), key.size(), number, "zusage01", master.data());
  return key;
}

secrets::secrets(const key32& master)
    : links(derive(master, 1)),
      lookup(derive(master, 2)),
      people(derive(master, 3)),
      sessions(derive(master, 4)) {}

secrets secrets::from_file(const std::string& path) {
  const bool missing = ::access(path.c_str(), F_OK) != 0 && errno == ENOENT;
  return missing ? secrets(make_key_file(path)) : from_existing_file(path);
}

secrets secrets::from_existing_file(const std::string& path) {
  const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0 && errno == ENOENT) {
    fail(path,
         "is missing; put it back from the backup, or name the right one in security.key_file");
  }
  if (file.fd < 0) fail(path, std::string("cannot be read (") + std::strerror(errno) + ")");
  struct stat info {};
  if (::fstat(file.fd, &info) != 0) fail(path, "cannot be examined");
  if ((info.st_mode & 077) != 0) {
    fail(path, "can be read by others; mend it with: chmod 600 " + path);
  }
  char text[66] = {};
  const auto count = ::read(file.fd, text, sizeof text);
  const auto raw = count >= 64 ? from_hex(std::string_view(text, 64)) : std::nullopt;
  if (!raw) fail(path, "does not hold 64 hex digits; restore it from the backup");
  key32 key;
  std::copy(raw->begin(), raw->end(), key.begin());
  return secrets(key);
}

}  // namespace zusage
