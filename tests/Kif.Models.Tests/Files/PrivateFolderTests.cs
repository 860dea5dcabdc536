namespace Kif.Models.Tests.Files;

/// <summary>A folder in a shared place is the user's own or is not used.</summary>
public sealed class PrivateFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_folder_is_closed_to_others_and_an_own_one_is_closed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("folders have other rights there");
            return;
        }
        foreach (bool exists in new[] { false, true })
        {
            if (exists) File.SetUnixFileMode(folder["a"], (UnixFileMode)0b111_111_111);
            PrivateFolder.Claim(folder["a"]).Should().BeTrue();
            File.GetUnixFileMode(folder["a"]).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_link_that_somebody_put_there_is_not_followed()
    {
        Directory.CreateDirectory(folder["mine"]);
        Directory.CreateSymbolicLink(folder["a"], folder["mine"]);
        PrivateFolder.Claim(folder["a"]).Should().BeFalse();
        File.WriteAllText(folder["b"], "");
        PrivateFolder.Claim(folder["b"]).Should().BeFalse("it is a file");
    }
}
