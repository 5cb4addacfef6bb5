#pragma once
#include <string>
#include <utility>
#include <variant>

/// Why something outside our control failed: a file, a device, a user's script.
struct Error {
    std::string what;   ///< One sentence for the user, with the name of the thing that failed.
    std::string remedy; ///< What the user can do about it; empty if nothing.
};

/// A value, or the reason why there is none. For failures the user can cause; bugs are assertions.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_content(std::move(value)) {}
    Result(Error error) : m_content(std::move(error)) {}

    explicit operator bool() const { return std::holds_alternative<T>(m_content); }
    T& value() { return std::get<T>(m_content); }
    const T& value() const { return std::get<T>(m_content); }
    const Error& error() const { return std::get<Error>(m_content); }

private:
    std::variant<T, Error> m_content;
};
