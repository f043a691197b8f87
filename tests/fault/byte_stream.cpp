// SPDX-License-Identifier: MIT
#include "tests/fault/byte_stream.h"

#include "tests/support/blocking_sockets.h"

#include <algorithm>
#include <cstring>
#include <sys/socket.h>
#include <thread>

namespace redial::test {

namespace {

/// Mostly small pieces, now and then a large one.
std::size_t pieceSize(Random& random, std::uint64_t left)
{
    const std::int64_t most = random.between(0, 3) == 0 ? 3000 : 300'000;
    return std::size_t(std::min<std::uint64_t>(left, std::uint64_t(random.between(1, most))));
}

std::string send(int socket, std::uint64_t seed, std::uint64_t bytes)
{
    ByteStream stream(seed);
    Random sizes(seed + 100);
    for (std::uint64_t left = bytes; left > 0;) {
        const std::string piece = stream.next(pieceSize(sizes, left));
        for (std::size_t sent = 0; sent < piece.size();) {
            const ssize_t count =
                ::send(socket, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
            if (count <= 0)
                return "sending failed: " + std::string(std::strerror(errno));
            sent += std::size_t(count);
        }
        left -= piece.size();
    }
    ::shutdown(socket, SHUT_WR);
    return {};
}

std::string receive(int socket, std::uint64_t seed, std::uint64_t bytes)
{
    ByteStream stream(seed);
    Random sizes(seed + 200);
    std::string piece;
    for (std::uint64_t got = 0; got < bytes;) {
        piece.resize(pieceSize(sizes, bytes - got));
        const ssize_t count = ::recv(socket, piece.data(), piece.size(), 0);
        if (count <= 0)
            return "the stream ended after " + std::to_string(got) + " bytes";
        piece.resize(std::size_t(count));
        if (piece != stream.next(piece.size()))
            return "a byte differs after " + std::to_string(got);
        got += piece.size();
    }
    char more = 0;
    return ::recv(socket, &more, 1, 0) == 0 ? std::string() : "the stream goes on";
}

} // namespace

std::string ByteStream::next(std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t at = 0;
    while (at < count) {
        if (left_ == 0) {
            word_ = random_.next();
            left_ = sizeof word_;
        }
        const std::size_t take = std::min(left_, count - at);
        std::memcpy(bytes.data() + at,
                    reinterpret_cast<const char*>(&word_) + (sizeof word_ - left_), take);
        at += take;
        left_ -= take;
    }
    return bytes;
}

BlockingListener::BlockingListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    port_ = listenBlocking(socket_.get(), 16);
}

FileDescriptor BlockingListener::accept() const
{
    return FileDescriptor(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
}

void ByteExchange::run(FileDescriptor socket)
{
    std::string sending;
    std::thread sender([&] { sending = send(socket.get(), sendSeed, sendBytes); });
    failure = receive(socket.get(), receiveSeed, receiveBytes);
    sender.join();
    failure += sending;
}

} // namespace redial::test
