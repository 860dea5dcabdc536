namespace Kif.Testing;

/// <summary>Torch's global random generator, which nothing in a run may use.</summary>
internal static class TorchGenerator
{
    /// <summary>Its state as bytes.</summary>
    public static byte[] State()
    {
        using Tensor state = torch.Generator.Default.get_state();
        return state.bytes.ToArray();
    }

    /// <summary>Puts a state back.</summary>
    public static void Restore(byte[] state)
    {
        using Tensor bytes = torch.tensor(state);
        torch.Generator.Default.set_state(bytes);
    }
}
