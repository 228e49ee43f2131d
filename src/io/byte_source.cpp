// SPDX-License-Identifier: Apache-2.0
#include "io/byte_source.hpp"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>
#include <vector>

#include "cxm/base/error.hpp"

namespace cxm::detail {
namespace {

[[noreturn]] void fail(const std::string& name, const std::string& what) {
  throw error(errc::io, name + ": " + what, name);
}

/// Why the system does not open or read a file. Where memory is out, that is no fault of the file.
std::string system_reason() {
  const int why = errno != 0 ? errno : EIO;
  if (why == ENOMEM) throw std::bad_alloc();
  return std::generic_category().message(why);
}

struct file_closer {
  void operator()(std::FILE* f) const noexcept { std::fclose(f); }
};
using file_handle = std::unique_ptr<std::FILE, file_closer>;

class file_source final : public byte_source {
 public:
  explicit file_source(const std::string& path) : path_(path) {
    std::error_code status;
    if (std::filesystem::is_directory(path, status)) fail(path, "is a directory, not a file");
    const auto size = std::filesystem::file_size(path, status);
    total_ = status ? 0 : static_cast<std::int64_t>(size);
    errno = 0;
    file_.reset(std::fopen(path.c_str(), "rb"));
    if (!file_) fail(path, "cannot be opened: " + system_reason());
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // blocks are large; a second copy would only cost
  }
  std::size_t read(char* to, std::size_t size) override {
    errno = 0;
    const std::size_t got = std::fread(to, 1, size, file_.get());
    if (got < size && std::ferror(file_.get())) fail(path_, "cannot be read: " + system_reason());
    done_ += static_cast<std::int64_t>(got);
    return got;
  }
  std::int64_t done() const noexcept override { return done_; }
  std::int64_t total() const noexcept override { return total_; }

 private:
  std::string path_;
  file_handle file_;
  std::int64_t done_ = 0;
  std::int64_t total_ = 0;
};

class memory_source final : public byte_source {
 public:
  explicit memory_source(std::string_view bytes) : bytes_(bytes) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t got = std::min(size, bytes_.size() - at_);
    if (got > 0) std::memcpy(to, bytes_.data() + at_, got);
    at_ += got;
    return got;
  }
  std::int64_t done() const noexcept override { return static_cast<std::int64_t>(at_); }
  std::int64_t total() const noexcept override { return static_cast<std::int64_t>(bytes_.size()); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Gives back bytes that were read to look at them, then goes on with the source.
class pushback_source final : public byte_source {
 public:
  pushback_source(std::string head, std::unique_ptr<byte_source> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  std::size_t read(char* to, std::size_t size) override {
    if (at_ == head_.size()) return rest_->read(to, size);
    const std::size_t got = std::min(size, head_.size() - at_);
    std::memcpy(to, head_.data() + at_, got);
    at_ += got;
    return got;
  }
  std::int64_t done() const noexcept override { return rest_->done(); }
  std::int64_t total() const noexcept override { return rest_->total(); }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<byte_source> rest_;
};

/// RFC 1952: one or more members, each with its checksum; zero padding after the last is accepted.
class gzip_source final : public byte_source {
 public:
  gzip_source(std::string name, std::unique_ptr<byte_source> packed)
      : name_(std::move(name)), packed_(std::move(packed)), input_(std::size_t{1} << 16U) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  gzip_source(const gzip_source&) = delete;
  gzip_source& operator=(const gzip_source&) = delete;
  ~gzip_source() override { inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, std::size_t{1} << 30U));
    const std::size_t room = stream_.avail_out;
    while (stream_.avail_out == room && !ended_) {
      if (stream_.avail_in == 0) refill();
      if (between_members_ && !next_member()) break;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        between_members_ = true;
      } else if (status == Z_MEM_ERROR) {
        throw std::bad_alloc();
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        fail(name_, std::string("the gzip data are damaged (") + (stream_.msg ? stream_.msg : "bad header") +
                        "); fetch the file again");
      } else if (stream_.avail_in == 0 && packed_ended_ && stream_.avail_out == room) {
        fail(name_, "the gzip data end too early; fetch the file again");
      }
    }
    return room - stream_.avail_out;
  }
  std::int64_t done() const noexcept override { return packed_->done(); }
  std::int64_t total() const noexcept override { return packed_->total(); }

 private:
  void refill() {
    const std::size_t got = packed_->read(input_.data(), input_.size());
    packed_ended_ = got == 0;
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
  }
  /// Past the end of a member: begin the next one, or end at the end of the file or at zero padding.
  bool next_member() {
    for (;;) {
      while (stream_.avail_in > 0 && *stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
      }
      if (stream_.avail_in > 0) break;
      refill();
      if (packed_ended_) {
        ended_ = true;
        return false;
      }
    }
    if (*stream_.next_in != 0x1f) fail(name_, "unexpected bytes after the end of the gzip data");
    if (inflateReset(&stream_) != Z_OK) throw std::bad_alloc();
    between_members_ = false;
    return true;
  }

  std::string name_;
  std::unique_ptr<byte_source> packed_;
  std::vector<char> input_;
  z_stream stream_{};
  bool packed_ended_ = false;
  bool between_members_ = false;
  bool ended_ = false;
};

std::unique_ptr<byte_source> unpack(const std::string& name, std::unique_ptr<byte_source> source) {
  std::string magic(2, '\0');
  std::size_t got = 0;
  while (got < magic.size()) {
    const std::size_t more = source->read(magic.data() + got, magic.size() - got);
    if (more == 0) break;
    got += more;
  }
  magic.resize(got);
  auto whole = std::make_unique<pushback_source>(magic, std::move(source));
  if (magic == "\x1f\x8b") return std::make_unique<gzip_source>(name, std::move(whole));
  return whole;
}

}  // namespace

std::unique_ptr<byte_source> open_file(const std::string& path) {
  return unpack(path, std::make_unique<file_source>(path));
}

std::string read_whole_file(const std::string& path) {
  errno = 0;
  std::string bytes;
  if (const file_handle file(std::fopen(path.c_str(), "rb")); file) {
    std::size_t got = 0;
    do {
      bytes.resize(got + std::max<std::size_t>(got, std::size_t{1} << 16U));
      const std::size_t more = std::fread(bytes.data() + got, 1, bytes.size() - got, file.get());
      got += more;
      if (more == 0) break;
    } while (true);
    if (!std::ferror(file.get())) {
      bytes.resize(got);
      return bytes;
    }
  }
  throw error(errc::io, "cannot read " + path + ": " + system_reason(), path);
}

std::string read_first_bytes(const std::string& path, std::size_t size) {
  std::string bytes(size, '\0');
  errno = 0;
  const file_handle file(std::fopen(path.c_str(), "rb"));
  if (!file && errno == ENOMEM) throw std::bad_alloc();
  bytes.resize(file ? std::fread(bytes.data(), 1, size, file.get()) : 0);
  return bytes;
}

std::unique_ptr<byte_source> open_bytes(const std::string& name, std::string_view bytes) {
  return unpack(name, std::make_unique<memory_source>(bytes));
}

}  // namespace cxm::detail
