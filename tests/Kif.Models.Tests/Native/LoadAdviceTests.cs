namespace Kif.Models.Tests.Native;

public class LoadAdviceTests
{
    [Theory]
    [InlineData("failed: /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found", "libstdc++ of GCC 13", "XDG_CACHE_HOME")]
    [InlineData("failed: /lib/libc.so.6: version `GLIBC_2.34' not found", "newer system", "glibc 2.34")]
    [InlineData("failed: libtorch.so: cannot open shared object file", "-p:TorchBackend=cpu", "KIF_LIBTORCH")]
    [InlineData("KIF_LIBTORCH is '/x', where there is no libtorch.so", "or unset it", "/x")]
    [InlineData(null, "-p:TorchBackend=cuda", "libstdc++ of GCC 13")]
    public void Says_what_was_wrong_and_what_to_install_or_set(string? reason, string help, string also)
    {
        string message = NativeLoadMessage.Describe(reason);

        message.Should().StartWith("libtorch could not be loaded").And.Contain(help).And.Contain(also).And.NotContain("failed: ");
        if (reason is not null) message.Should().Contain(reason.Replace("failed: ", ""));
    }

    [Theory]
    [InlineData("one line", "one line")]
    [InlineData("Unable to load X. Consider strace: \nlibtorch.so: no such file\nsecond\n", "libtorch.so: no such file; second")]
    public void Details_leave_out_the_runtimes_general_line(string message, string detail) => NativeLoadMessage.Detail(message).Should().Be(detail);
}
