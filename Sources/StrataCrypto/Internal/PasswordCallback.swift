internal import COpenSSL

/// Gives a password to the library; without one the library must not ask on a terminal.
enum PasswordCallback {
    typealias Function = @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32

    static func with<R>(_ password: String?, _ body: (Function, UnsafeMutableRawPointer?) -> R) -> R {
        guard var password else { return body({ _, _, _, _ in -1 }, nil) }
        return password.withUTF8 { utf8 in
            var octets = UnsafeRawBufferPointer(utf8)
            return withUnsafeMutablePointer(to: &octets) { argument in
                body(
                    { buffer, size, _, argument in
                        guard let buffer, let argument else { return -1 }
                        let octets = argument.assumingMemoryBound(to: UnsafeRawBufferPointer.self).pointee
                        guard octets.count <= Int(size) else { return -1 }
                        UnsafeMutableRawBufferPointer(start: buffer, count: Int(size)).copyMemory(from: octets)
                        return Int32(octets.count)
                    }, argument)
            }
        }
    }
}
