namespace Kif.Testing;

/// <summary>The global random generator of torch, which no run may use.</summary>
internal static class TorchGenerator
{
    /// <summary>Reads its state as bytes.</summary>
    public static byte[] State()
    {
        using Tensor state = torch.Generator.Default.get_state();
        return state.bytes.ToArray();
    }

    /// <summary>Restores a state.</summary>
    public static void Restore(byte[] state)
    {
        using Tensor bytes = torch.tensor(state);
        torch.Generator.Default.set_state(bytes);
    }
}
