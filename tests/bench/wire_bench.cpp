// SPDX-License-Identifier: MIT
// What the WebSocket codec costs, beside memcpy of the same bytes in the same run.
#include "core/wire/utf8_validator.h"
#include "core/wire/websocket_frame.h"
#include "core/wire/websocket_reader.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

using namespace redial;

namespace {

constexpr std::size_t blockBytes = 64 * 1024;
constexpr std::size_t totalBytes = std::size_t{1} << 30;

/// Seconds of the best of five runs.
template <typename Work>
double best(Work work)
{
    double least = 1e9;
    for (int run = 0; run < 5; ++run) {
        const auto start = std::chrono::steady_clock::now();
        work();
        least = std::min(
            least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return least;
}

/// Keeps the compiler from leaving work out.
void use(const void* data)
{
    asm volatile("" : : "r"(data) : "memory");
}

double gigabytes(double seconds, std::size_t bytes)
{
    return static_cast<double>(bytes) / seconds / 1e9;
}

double benchCopy(const std::string& source)
{
    std::string target(source.size(), '\0');
    const double seconds = best([&] {
        for (std::size_t done = 0; done < totalBytes; done += source.size()) {
            std::memcpy(target.data(), source.data(), source.size());
            use(target.data());
        }
    });
    return gigabytes(seconds, totalBytes);
}

void benchUnmask(double copy)
{
    std::string bytes(blockBytes, 'x');
    const MaskingKey key{std::byte{0x12}, std::byte{0x34}, std::byte{0x56}, std::byte{0x78}};
    const double seconds = best([&] {
        for (std::size_t done = 0; done < totalBytes; done += bytes.size()) {
            applyMask(std::as_writable_bytes(std::span(bytes)), key, done % 4);
            use(bytes.data());
        }
    });
    const double rate = gigabytes(seconds, totalBytes);
    std::printf("unmask                    %7.2f GB/s  %.2f of memcpy\n", rate, rate / copy);
}

void benchUtf8(const char* name, const std::string& text, double copy)
{
    const double seconds = best([&] {
        for (std::size_t done = 0; done < totalBytes / 4; done += text.size()) {
            const bool valid = isUtf8(text);
            use(&valid);
        }
    });
    const double rate = gigabytes(seconds, totalBytes / 4);
    std::printf("UTF-8, %-18s %7.2f GB/s  %.2f of memcpy\n", name, rate, rate / copy);
}

/// Frames of 1 KB as a socket gives them: 64 KB at a time.
void benchFrames(const char* name, WebSocketRole role, std::uint8_t opcode, double copy)
{
    constexpr std::size_t payloadBytes = 1024;
    constexpr std::size_t framesInBlock = blockBytes / payloadBytes;
    constexpr std::size_t blocks = totalBytes / blockBytes;
    const std::string payload(payloadBytes, 'x');
    FrameHead head;
    head.opcode = opcode;
    if (role == WebSocketRole::Server)
        head.mask = MaskingKey{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    std::string block;
    for (std::size_t i = 0; i < framesInBlock; ++i)
        appendFrame(block, head, payload);
    const double seconds = best([&] {
        WebSocketReader reader(role);
        std::size_t frames = 0;
        for (std::size_t i = 0; i < blocks; ++i) {
            reader.feed(block);
            while (const auto event = reader.next()) {
                use(event->payload.data());
                ++frames;
            }
        }
        if (frames != blocks * framesInBlock)
            std::printf("frames were lost\n");
    });
    const double rate = gigabytes(seconds, blocks * framesInBlock * payloadBytes);
    std::printf("1 KB frames, %-12s %7.2f GB/s  %.2f of memcpy  %5.2f M frames/s\n", name, rate,
                rate / copy, static_cast<double>(blocks * framesInBlock) / seconds / 1e6);
}

} // namespace

int main()
{
    std::string mixed;
    while (mixed.size() < blockBytes)
        mixed += "{\"name\":\"Ladesäule Nº 7 – 充電ステーション 😀\",\"status\":\"Available\"}";
    const std::string ascii(blockBytes, 'x');

    const double copy = benchCopy(ascii);
    std::printf("memcpy, 64 KB blocks      %7.2f GB/s\n", copy);
    benchUnmask(copy);
    benchUtf8("ASCII", ascii, copy);
    benchUtf8("mixed", mixed, copy);
    benchFrames("binary", WebSocketRole::Client, opcode::binary, copy);
    benchFrames("text", WebSocketRole::Client, opcode::text, copy);
    benchFrames("masked text", WebSocketRole::Server, opcode::text, copy);
    return 0;
}
