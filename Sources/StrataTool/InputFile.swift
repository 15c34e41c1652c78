#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import StrataInfoset

/// Files that commands read.
enum InputFile {
    /// More than a person compares, and little enough to hold several times.
    private static let limit = 256 << 20

    /// Limits for one document that somebody chose to look at: a service's would refuse some that are worth it.
    static let quotas: XMLQuotas = {
        var quotas = XMLQuotas.maximum
        quotas.maxDepth = 4096
        quotas.maxBytesPerRead = 1 << 20
        quotas.maxNameTableCharCount = 1 << 22
        return quotas
    }()

    /// The whole of a file; `-` is the standard input.
    static func octets(_ path: String) throws(InputError) -> Bytes {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputError("cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { if descriptor != 0 { close(descriptor) } }
        let writer = ByteWriter(capacity: 1 << 16)
        while true {
            let space = writer.reserve(1 << 16)
            let count = read(descriptor, space.baseAddress, 1 << 16)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw InputError("cannot read \(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return writer.take() }
            writer.commit(count)
            guard writer.count <= limit else { throw InputError("\(path) is larger than \(limit >> 20) MiB") }
        }
    }

    /// A file as a document.
    static func document(_ path: String) throws(InputError) -> Infoset {
        let octets = try octets(path)
        do throws(InfosetError) {
            return try XMLTextReader.read(octets, quotas: quotas)
        } catch {
            throw InputError("\(path) cannot be read as XML: \(Printable.text(error.description))")
        }
    }

    /// The first line of a file, which is how passwords are given: a command line can be seen by every user of the machine.
    static func password(_ path: String?) throws(InputError) -> String? {
        guard let path else { return nil }
        var line = Array(try octets(path)).prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw InputError("\(path) has no password in its first line") }
        guard let password = String(validating: line, as: UTF8.self) else {
            throw InputError("the first line of \(path), the password, is not in UTF-8")
        }
        return password
    }
}
