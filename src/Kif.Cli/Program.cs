Kif.Models.Native.NativeTorch.Register();
