namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>What is suggested at the cursor.</summary>
/// <param name="ItemId">The server's name for it.</param>
/// <param name="Text">What is left of it at the cursor.</param>
/// <param name="InsertedBefore">UTF-16 units of the item's text that stand in front of the cursor already.</param>
/// <param name="Since">Since when it, or what it is the rest of, is seen, in the stopwatch's ticks.</param>
internal sealed record Ghost(string ItemId, string Text, int InsertedBefore, long Since);
