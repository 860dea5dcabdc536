namespace Kif.Models.Native;

/// <summary>Loads libtorch.</summary>
public static class NativeTorch
{
    /// <summary>Call before the first use of torch.</summary>
    public static void Register() { }
}
