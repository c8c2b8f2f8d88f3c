using LocalCascade.CloudTier.Tests.Support;

namespace LocalCascade.CloudTier.Tests.Wire;

public sealed class FrameReaderTests
{
    [Fact]
    public void Frames_are_found_however_the_bytes_are_cut()
    {
        var random = new Random(1);
        var bytes = new List<byte>();
        var expected = new List<(FrameType, int, uint?)>();
        for (var i = 0; i < 200; i++)
        {
            var type = (FrameType)(new byte[] { 0, 1, 3, 4, 6, 7, 8 })[random.Next(7)];
            var code = (uint)random.Next(14);
            byte[] payload = type switch
            {
                FrameType.ResetStream => [0, 0, 0, (byte)code],
                FrameType.GoAway => [0, 0, 0, 1, 0, 0, 0, (byte)code, 1, 2, 3],
                _ => new byte[random.Next(300)],
            };
            bytes.AddRange([(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, 0, 0, 0, 0, (byte)i]);
            bytes.AddRange(payload);
            expected.Add((type, i, type is FrameType.ResetStream or FrameType.GoAway ? code : null));
        }

        for (var round = 0; round < 20; round++)
        {
            var found = new List<(FrameType, int, uint?)>();
            var reader = new FrameReader(fromClient: false);
            for (var at = 0; at < bytes.Count;)
            {
                var length = Math.Min(random.Next(1, 50), bytes.Count - at);
                reader.Read([.. bytes[at..(at + length)]], frame => found.Add((frame.Type, frame.Stream, frame.ErrorCode)));
                at += length;
            }

            Assert.Equal(expected, found);
        }
    }
}
