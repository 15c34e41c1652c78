// Tells the thread sanitizer of two hand-overs that it cannot see, so that no report has to be suppressed. It declares nothing: linked into
// a test product it puts itself before functions of the Swift runtime, and without the sanitizer it is empty.
#ifndef CTHREADSANITIZER_H
#define CTHREADSANITIZER_H
#endif
