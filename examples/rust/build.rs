// SPDX-License-Identifier: Apache-2.0
// Where the library is, as pkg-config says.
fn main() {
    let out = std::process::Command::new("pkg-config").args(["--libs-only-L", "cxm-c"]).output().expect("pkg-config");
    let folder = String::from_utf8(out.stdout).unwrap();
    let folder = folder.trim().trim_start_matches("-L");
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=dylib=cxm");
    println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
}
