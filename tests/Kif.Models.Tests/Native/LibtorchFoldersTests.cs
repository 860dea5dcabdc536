namespace Kif.Models.Tests.Native;

public sealed class LibtorchFoldersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LibtorchFoldersTests()
    {
        foreach (string file in new[] { "own/libtorch_cpu.so", "own/bridge.so", "given/libtorch.so", "given/bridge.so", "plain/other.so" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.WriteAllText(folder[file], "");
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_the_programs_folders_are_searched_in_order(string? variable)
    {
        var folders = new LibtorchFolders(variable, [folder["plain"], folder["own"], folder["given"]]);

        folders.Conflict().Should().BeNull();
        folders.Find("bridge.so").Should().Be(folder["own/bridge.so"]);
        folders.Find("missing.so").Should().BeNull();
        folders.LoadFromVariable("bridge.so").Should().Be(IntPtr.Zero);
    }

    [Fact]
    public void A_folder_beside_the_program_is_taken_where_libtorch_is_in_it()
    {
        Directory.CreateDirectory(folder["program/libtorch"]);
        LibtorchFolders.Beside(folder["program"]).Should().BeNull();
        File.WriteAllText(folder["program/libtorch/libtorch.so"], "");
        LibtorchFolders.Beside(folder["program"]).Should().Be(folder["program/libtorch"]);
    }

    [Fact]
    public void The_variables_folder_comes_first()
    {
        var folders = new LibtorchFolders(folder["given"], [folder["plain"]]);

        folders.Conflict().Should().BeNull();
        folders.Find("bridge.so").Should().Be(folder["given/bridge.so"]);
        folders.Find("other.so").Should().Be(folder["plain/other.so"]);
    }

    [Fact]
    public void A_folder_without_libtorch_is_named() =>
        new LibtorchFolders(folder["plain"], []).Conflict().Should().Contain("KIF_LIBTORCH").And.Contain(folder["plain"]).And.Contain("no libtorch.so");

    [Fact]
    public void A_program_with_its_own_libtorch_keeps_it_and_says_so()
    {
        var folders = new LibtorchFolders(folder["given"], [folder["own"]]);

        folders.Conflict().Should().Contain(folder["own"]).And.Contain("-p:TorchBackend=none");
        folders.Find("bridge.so").Should().Be(folder["own/bridge.so"]);
    }

    [Fact]
    public void The_programs_own_folder_may_be_named()
    {
        File.WriteAllText(folder["own/libtorch.so"], "");

        new LibtorchFolders(folder["own"] + "/", [folder["own"]]).Conflict().Should().BeNull();
    }
}
