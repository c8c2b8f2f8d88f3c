namespace LocalCascade.Benchmarks.Typing;

/// <summary>A key that was struck: what stands before the cursor from then on, and the milliseconds to the next.</summary>
/// <param name="Behind">What stands before the cursor; a line break where only indentation does.</param>
/// <param name="IsTyped">Whether it put a character; a backspace does not.</param>
/// <param name="Next">Milliseconds until the next key.</param>
internal readonly record struct Key(char Behind, bool IsTyped, double Next);
