#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A failed operation on a file, with the system's reason.
struct FileError: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ path: String) {
        description = "\(what) \(path): \(String(cString: strerror(errno)))"
    }
}

/// A folder that files are written to.
struct Folder {
    let path: String

    /// The folder at a path; it and its parents are made where missing.
    init(making path: String) throws(FileError) {
        self.path = path
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw FileError("cannot make the folder", made) }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            errno = ENOTDIR
            throw FileError("cannot use the folder", path)
        }
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

    /// Whether a file is there.
    func has(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    /// Writes a file so that it is there whole or not at all. A secret one can be read by its owner alone, from its first octet on.
    func write(_ octets: UnsafeRawBufferPointer, to name: String, secret: Bool) throws(FileError) {
        let target = file(name)
        let temporary = target + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, secret ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw FileError("cannot write", target) }
        let written = Console.writeAll(octets, to: descriptor)
        guard close(descriptor) == 0, written, rename(temporary, target) == 0 else {
            let error = FileError("cannot write", target)
            unlink(temporary)
            throw error
        }
    }

    /// The same for text.
    func write(_ text: String, to name: String) throws(FileError) {
        let octets = Array(text.utf8)
        let result: Result<Void, FileError> = octets.withUnsafeBytes { raw in
            do throws(FileError) {
                try write(raw, to: name, secret: false)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
