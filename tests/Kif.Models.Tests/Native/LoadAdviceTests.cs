using Kif.Models.Native;

namespace Kif.Models.Tests.Native;

public class LoadAdviceTests
{
    [Theory]
    [InlineData("failed: /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found", "libstdc++ of GCC 13", "XDG_CACHE_HOME")]
    [InlineData("failed: /lib/libc.so.6: version `GLIBC_2.34' not found", "newer system", "glibc 2.34")]
    [InlineData("failed: libtorch.so: cannot open shared object file", "-p:TorchBackend=cpu", "KIF_LIBTORCH")]
    [InlineData("KIF_LIBTORCH is '/x', where there is no libtorch.so", "unset KIF_LIBTORCH", "/x")]
    [InlineData(null, "-p:TorchBackend=cuda", "libstdc++ of GCC 13")]
    public void Says_what_was_wrong_and_what_to_install_or_set(string? reason, string help, string also)
    {
        string message = LoadAdvice.Describe(reason);

        message.Should().StartWith("libtorch could not be loaded").And.Contain(help).And.Contain(also).And.NotContain("failed: ");
        if (reason is not null) message.Should().Contain(reason.Replace("failed: ", ""));
    }
}
