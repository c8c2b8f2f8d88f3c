using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("key = \"AKIAIOSFODNN7EXAMPLE\";")]
    [InlineData("token: 'ghp_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'")]
    [InlineData("hash = \"9f86d081884c7d659a2feaa0c55ad015\"")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----")]
    public void Keys_tokens_and_hashes_look_secret(string text) => Assert.True(SecretText.IsLikely(text));

    [Theory]
    [InlineData("return BinaryPrimitives.ReadUInt64LittleEndian(span[8..16]);")]
    [InlineData("from collections import OrderedDictionaryOfManyThings")]
    [InlineData("var path = \"src/LocalCascade.Completion/Workspace\";")]
    [InlineData("task-runner-with-a-long-name-in-kebab-case")]
    public void Code_does_not(string text) => Assert.False(SecretText.IsLikely(text));
}
