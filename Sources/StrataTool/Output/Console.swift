#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

import StrataInfoset

/// The process's output, exit and files.
enum Console {
    static func print(_ text: String) {
        write(text + "\n", to: 1)
    }

    /// Octets as they are, without a line end.
    static func write(_ octets: Bytes) {
        _ = octets.withUnsafeBytes { writeAll($0, to: 1) }
    }

    static func error(_ text: String) {
        write(text + "\n", to: 2)
    }

    static func exit(_ code: Int32) -> Never {
        #if canImport(Glibc)
            Glibc.exit(code)
        #elseif canImport(Musl)
            Musl.exit(code)
        #else
            Darwin.exit(code)
        #endif
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { _ = writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Writes everything; false when the system refuses.
    static func writeAll(_ octets: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = octets
        while let start = rest.baseAddress, rest.count > 0 {
            #if canImport(Glibc)
                let written = Glibc.write(descriptor, start, rest.count)
            #elseif canImport(Musl)
                let written = Musl.write(descriptor, start, rest.count)
            #else
                let written = Darwin.write(descriptor, start, rest.count)
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return true
    }
}
