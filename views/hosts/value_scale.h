#pragma once

/// How a value lies on a slider: what is felt as an even step is an even step.
class ValueScale {
public:
    /// One-way delay in milliseconds, 0 to 2000.
    static ValueScale delay() { return {Kind::Power, 0.0, 2000.0, 3.0, 1}; }
    /// Loss in per cent, 0 to 50.
    static ValueScale loss() { return {Kind::Power, 0.0, 50.0, 2.0, 1}; }
    /// A buffer in octets, 1 to 2^20.
    static ValueScale octets() { return {Kind::Octaves, 1.0, 1048576.0, 20.0, 0}; }

    double minimum() const { return m_minimum; }
    double maximum() const { return m_maximum; }
    /// Places behind the point that are worth showing.
    int decimals() const { return m_decimals; }
    /// A round value near that share (0 to 1) of the slider's length: two significant digits; of octets, powers of two among others.
    double valueAt(double share) const;
    /// Where the value stands, 0 to 1.
    double shareOf(double value) const;

private:
    enum class Kind { Power, Octaves };
    constexpr ValueScale(Kind kind, double minimum, double maximum, double exponent, int decimals)
        : m_kind(kind), m_minimum(minimum), m_maximum(maximum), m_exponent(exponent), m_decimals(decimals)
    {
    }

    Kind m_kind;
    double m_minimum;
    double m_maximum;
    double m_exponent; ///< Of the power; or how many octaves there are.
    int m_decimals;
};
