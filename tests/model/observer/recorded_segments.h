#pragma once
#include "model/trace/record.h"

#include <cstdint>

/// One segment of a recording of Linux sockets, with the labels that tshark 4.0 gave it.
struct RecordedSegment {
    std::int64_t micros;    ///< Since the recording's first segment.
    Side sender;
    const char* flags;      ///< S, F, R, P, A.
    std::uint32_t seq;      ///< Relative to the ISN of its sender, as is `ack` to the other one's.
    std::uint32_t ack;
    std::uint32_t octets;
    std::uint32_t window;   ///< The header's field.
    int scale;              ///< Of the window scale option.
    const char* labels;     ///< In the order of enum Label, a blank between two.
};
inline constexpr int kNoScale = -1;

/// The last ACK of a close is lost: the FIN comes again.
inline constexpr RecordedSegment kLastAckLost[] = {
    {0, Side::Initiator, "S", 0, 0, 0, 64240, 10, ""},
    {20313, Side::Responder, "SA", 0, 1, 0, 65160, 10, ""},
    {20338, Side::Initiator, "A", 1, 1, 0, 63, kNoScale, ""},
    {30558, Side::Initiator, "PA", 1, 1, 23, 63, kNoScale, ""},
    {50905, Side::Responder, "A", 1, 24, 0, 64, kNoScale, ""},
    {50940, Side::Responder, "PA", 1, 24, 25, 64, kNoScale, ""},
    {50949, Side::Initiator, "A", 24, 26, 0, 63, kNoScale, ""},
    {151128, Side::Initiator, "FA", 24, 26, 0, 63, kNoScale, ""},
    {214600, Side::Responder, "A", 26, 25, 0, 64, kNoScale, ""},
    {221834, Side::Responder, "FA", 26, 25, 0, 64, kNoScale, ""},
    {221856, Side::Initiator, "A", 25, 27, 0, 63, kNoScale, ""},
    {446452, Side::Responder, "FA", 26, 25, 0, 64, kNoScale, "retransmission"},
    {446480, Side::Initiator, "A", 25, 27, 0, 63, kNoScale, "duplicate-ack"},
};

/// One of many segments is lost; selective acknowledgements bring it back.
inline constexpr RecordedSegment kFastRetransmitSack[] = {
    {0, Side::Initiator, "S", 0, 0, 0, 64240, 10, ""},
    {20759, Side::Responder, "SA", 0, 1, 0, 65160, 10, ""},
    {20789, Side::Initiator, "A", 1, 1, 0, 63, kNoScale, ""},
    {31070, Side::Initiator, "A", 1, 1, 1448, 63, kNoScale, ""},
    {31075, Side::Initiator, "PA", 1449, 1, 1448, 63, kNoScale, ""},
    {31082, Side::Initiator, "A", 2897, 1, 1448, 63, kNoScale, ""},
    {31083, Side::Initiator, "PA", 4345, 1, 1448, 63, kNoScale, ""},
    {31088, Side::Initiator, "A", 5793, 1, 1448, 63, kNoScale, ""},
    {31089, Side::Initiator, "PA", 7241, 1, 1448, 63, kNoScale, ""},
    {31094, Side::Initiator, "A", 8689, 1, 1448, 63, kNoScale, ""},
    {31096, Side::Initiator, "PA", 10137, 1, 1448, 63, kNoScale, ""},
    {31100, Side::Initiator, "A", 11585, 1, 1448, 63, kNoScale, ""},
    {31101, Side::Initiator, "PA", 13033, 1, 1448, 63, kNoScale, ""},
    {51613, Side::Responder, "A", 1, 1449, 0, 67, kNoScale, ""},
    {51630, Side::Initiator, "A", 14481, 1, 1448, 63, kNoScale, ""},
    {51631, Side::Initiator, "PA", 15929, 1, 1448, 63, kNoScale, ""},
    {51668, Side::Responder, "A", 1, 2897, 0, 70, kNoScale, ""},
    {51676, Side::Initiator, "A", 17377, 1, 1448, 63, kNoScale, ""},
    {51677, Side::Initiator, "PA", 18825, 1, 1448, 63, kNoScale, ""},
    {51695, Side::Responder, "A", 1, 2897, 0, 73, kNoScale, "window-update"},
    {51714, Side::Responder, "A", 1, 2897, 0, 75, kNoScale, "window-update"},
    {51721, Side::Initiator, "A", 20273, 1, 1448, 63, kNoScale, ""},
    {51722, Side::Initiator, "PA", 21721, 1, 1448, 63, kNoScale, ""},
    {51739, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "window-update"},
    {51747, Side::Initiator, "A", 2897, 1, 1448, 63, kNoScale, "out-of-order"},
    {51784, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {52163, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {52173, Side::Initiator, "A", 23169, 1, 1448, 63, kNoScale, ""},
    {52191, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {52204, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {52210, Side::Initiator, "A", 24617, 1, 1448, 63, kNoScale, ""},
    {72762, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72793, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72802, Side::Initiator, "A", 26065, 1, 1448, 63, kNoScale, ""},
    {72816, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72830, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72843, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72848, Side::Initiator, "PA", 27513, 1, 1448, 63, kNoScale, ""},
    {72866, Side::Responder, "A", 1, 2897, 0, 76, kNoScale, "duplicate-ack"},
    {72879, Side::Responder, "A", 1, 23169, 0, 61, kNoScale, ""},
    {72896, Side::Responder, "A", 1, 24617, 0, 79, kNoScale, ""},
    {72909, Side::Responder, "A", 1, 26065, 0, 79, kNoScale, ""},
    {93380, Side::Responder, "A", 1, 27513, 0, 79, kNoScale, ""},
    {93435, Side::Responder, "A", 1, 28961, 0, 79, kNoScale, ""},
    {283380, Side::Initiator, "FA", 28961, 1, 0, 63, kNoScale, ""},
    {346347, Side::Responder, "A", 1, 28962, 0, 79, kNoScale, ""},
    {354644, Side::Responder, "FA", 1, 28962, 0, 79, kNoScale, ""},
    {354669, Side::Initiator, "A", 28962, 2, 0, 63, kNoScale, ""},
};

/// A reader pauses: the window fills, closes, is probed and opens again.
inline constexpr RecordedSegment kZeroWindow[] = {
    {0, Side::Initiator, "S", 0, 0, 0, 64240, 10, ""},
    {20365, Side::Responder, "SA", 0, 1, 0, 7240, 0, ""},
    {20407, Side::Initiator, "A", 1, 1, 0, 63, kNoScale, ""},
    {30999, Side::Initiator, "A", 1, 1, 1448, 63, kNoScale, ""},
    {31004, Side::Initiator, "PA", 1449, 1, 1448, 63, kNoScale, ""},
    {31013, Side::Initiator, "A", 2897, 1, 1448, 63, kNoScale, ""},
    {31014, Side::Initiator, "PA", 4345, 1, 1448, 63, kNoScale, ""},
    {31020, Side::Initiator, "A", 5793, 1, 1448, 63, kNoScale, "window-full"},
    {51464, Side::Responder, "A", 1, 1449, 0, 8688, kNoScale, ""},
    {51482, Side::Initiator, "A", 7241, 1, 1448, 63, kNoScale, ""},
    {51484, Side::Initiator, "PA", 8689, 1, 1448, 63, kNoScale, "window-full"},
    {51534, Side::Responder, "A", 1, 2897, 0, 7240, kNoScale, ""},
    {51890, Side::Responder, "A", 1, 4345, 0, 5792, kNoScale, ""},
    {94916, Side::Responder, "A", 1, 10137, 0, 0, kNoScale, "zero-window"},
    {328728, Side::Initiator, "A", 10136, 1, 0, 63, kNoScale, "keep-alive"},
    {349035, Side::Responder, "A", 1, 10137, 0, 0, kNoScale, "zero-window"},
    {836739, Side::Initiator, "A", 10136, 1, 0, 63, kNoScale, "keep-alive"},
    {857631, Side::Responder, "A", 1, 10137, 0, 0, kNoScale, "zero-window"},
    {1796723, Side::Initiator, "A", 10136, 1, 0, 63, kNoScale, "keep-alive"},
    {1817166, Side::Responder, "A", 1, 10137, 0, 0, kNoScale, "zero-window"},
    {3048798, Side::Responder, "A", 1, 10137, 0, 8688, kNoScale, "window-update"},
    {3048817, Side::Initiator, "A", 10137, 1, 1448, 63, kNoScale, ""},
    {3048819, Side::Initiator, "PA", 11585, 1, 1448, 63, kNoScale, ""},
    {3048823, Side::Initiator, "A", 13033, 1, 1448, 63, kNoScale, ""},
    {3048824, Side::Initiator, "PA", 14481, 1, 1448, 63, kNoScale, ""},
    {3048833, Side::Initiator, "A", 15929, 1, 1448, 63, kNoScale, ""},
    {3048834, Side::Initiator, "PA", 17377, 1, 1448, 63, kNoScale, "window-full"},
    {3069582, Side::Responder, "A", 1, 11585, 0, 8688, kNoScale, ""},
    {3069598, Side::Initiator, "A", 18825, 1, 1448, 63, kNoScale, "window-full"},
    {3069632, Side::Responder, "A", 1, 13033, 0, 8688, kNoScale, ""},
    {3069639, Side::Initiator, "A", 20273, 1, 1448, 63, kNoScale, "window-full"},
    {3069653, Side::Responder, "A", 1, 14481, 0, 8688, kNoScale, ""},
    {3069658, Side::Initiator, "A", 21721, 1, 1448, 63, kNoScale, "window-full"},
    {3069678, Side::Responder, "A", 1, 15929, 0, 8688, kNoScale, ""},
    {3069683, Side::Initiator, "A", 23169, 1, 1448, 63, kNoScale, "window-full"},
    {3069688, Side::Responder, "A", 1, 18825, 0, 8688, kNoScale, ""},
    {3069694, Side::Initiator, "A", 24617, 1, 1448, 63, kNoScale, ""},
    {3069695, Side::Initiator, "PA", 26065, 1, 1448, 63, kNoScale, "window-full"},
    {3090064, Side::Responder, "A", 1, 21721, 0, 8688, kNoScale, ""},
    {3090078, Side::Initiator, "A", 27513, 1, 1448, 63, kNoScale, ""},
    {3090080, Side::Initiator, "PA", 28961, 1, 1448, 63, kNoScale, "window-full"},
    {3090120, Side::Responder, "A", 1, 24617, 0, 8688, kNoScale, ""},
    {3090127, Side::Initiator, "A", 30409, 1, 1448, 63, kNoScale, ""},
    {3090128, Side::Initiator, "PA", 31857, 1, 1448, 63, kNoScale, "window-full"},
    {3090147, Side::Responder, "A", 1, 27513, 0, 8688, kNoScale, ""},
    {3090153, Side::Initiator, "A", 33305, 1, 1448, 63, kNoScale, ""},
    {3090154, Side::Initiator, "PA", 34753, 1, 1448, 63, kNoScale, "window-full"},
    {3110683, Side::Responder, "A", 1, 36201, 0, 8688, kNoScale, ""},
    {3110699, Side::Initiator, "A", 36201, 1, 1448, 63, kNoScale, ""},
    {3110700, Side::Initiator, "PA", 37649, 1, 1448, 63, kNoScale, ""},
    {3110704, Side::Initiator, "PA", 39097, 1, 904, 63, kNoScale, ""},
    {3120982, Side::Initiator, "FA", 40001, 1, 0, 63, kNoScale, ""},
    {3131504, Side::Responder, "A", 1, 39097, 0, 8688, kNoScale, ""},
    {3131529, Side::Responder, "A", 1, 40001, 0, 8688, kNoScale, ""},
    {3182905, Side::Responder, "A", 1, 40002, 0, 8688, kNoScale, ""},
    {3191733, Side::Responder, "FA", 1, 40002, 0, 8688, kNoScale, ""},
    {3191751, Side::Initiator, "A", 40002, 2, 0, 63, kNoScale, ""},
};
